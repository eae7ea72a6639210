"""Figures and tables, one job each."""


rule figure:
    input:
        lambda wildcards: checked(STUDY.figure_inputs(wildcards.name)),
    output:
        checked(STUDY.figure_files("{name}")),
    log:
        str(STUDY.paths.log("figures", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        plot=STUDY.plot,
        code=lambda wildcards: STUDY.figure_code(wildcards.name),
        published=STUDY.published,
    shell:
        "{PYTHON:q} -m evoprune figure {wildcards.name:q} --results {RESULTS:q}"
        " --plot {params.plot:q} > {log:q} 2>&1"


rule table:
    input:
        lambda wildcards: checked(STUDY.table_inputs(wildcards.name)),
    output:
        checked(STUDY.table_files("{name}")),
    log:
        str(STUDY.paths.log("tables", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        code=lambda wildcards: STUDY.table_code(wildcards.name),
        published=STUDY.published,
    shell:
        "{PYTHON:q} -m evoprune table {wildcards.name:q} --results {RESULTS:q}"
        " > {log:q} 2>&1"
