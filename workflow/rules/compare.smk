"""What DVC shows when experiments are compared: a few numbers, and the data of its plots."""


rule metrics:
    input:
        STUDY.compared_inputs,
    output:
        STUDY.metrics,
    log:
        str(STUDY.paths.log("compare", "metrics")),
    group:
        "present"
    resources:
        mem_mb=grows(3000),
        runtime=grows(10),
    params:
        code=STUDY.metrics_code,
    shell:
        "{PYTHON:q} -m evoprune metrics --results {STUDY.paths.root:q} > {log:q} 2>&1"


rule plots:
    input:
        STUDY.compared_inputs,
    output:
        STUDY.plot_files,
    log:
        str(STUDY.paths.log("compare", "plots")),
    group:
        "present"
    resources:
        mem_mb=grows(3000),
        runtime=grows(10),
    params:
        code=STUDY.plots_code,
    shell:
        "{PYTHON:q} -m evoprune plots --results {STUDY.paths.root:q} > {log:q} 2>&1"
