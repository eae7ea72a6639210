"""The runs of the config in one table, and their history per epoch."""


rule collect:
    input:
        records=checked(run.record for run in STUDY.runs),
        histories=checked(run.history for run in STUDY.runs),
    output:
        checked(STUDY.collected),
    log:
        str(STUDY.paths.log("collect", "collect")),
    benchmark:
        str(STUDY.paths.benchmark("collect", "collect"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        runs=STUDY.run_arguments,
        code=STUDY.collect_code,
    shell:
        "{PYTHON:q} -m evoprune collect --results {RESULTS:q} --runs {params.runs:q}"
        " > {log:q} 2>&1"
