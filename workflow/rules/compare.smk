"""What DVC shows when experiments are compared: a few numbers, and the data of its plots."""


rule metrics:
    input:
        checked(STUDY.metrics_inputs),
    output:
        checked([STUDY.metrics]),
    log:
        str(STUDY.paths.log("compare", "metrics")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        code=STUDY.metrics_code,
        studies=STUDY.studies,
    shell:
        "{PYTHON:q} -m evoprune metrics --results {RESULTS:q} --studies {params.studies:q}"
        " > {log:q} 2>&1"


rule plots:
    input:
        checked(STUDY.compared_inputs),
    output:
        checked(STUDY.plot_files),
    log:
        str(STUDY.paths.log("compare", "plots")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        code=STUDY.plots_code,
    shell:
        "{PYTHON:q} -m evoprune plots --results {RESULTS:q} > {log:q} 2>&1"
