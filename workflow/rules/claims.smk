"""Claims: networks made smaller, and the verdict on every card."""


rule trade_off:
    input:
        models=checked(run.model for run in STUDY.runs),
        records=checked(run.record for run in STUDY.runs),
        data=checked(STUDY.data),
    output:
        checked([STUDY.paths.trade_off]),
    log:
        str(STUDY.paths.log("claims", "trade_off")),
    benchmark:
        str(STUDY.paths.benchmark("claims", "trade_off"))
    resources:
        mem_mb=memory(2000),
        runtime=grows(60),
    params:
        runs=STUDY.run_arguments,
        code=STUDY.trade_off_code,
    shell:
        "{PYTHON:q} -m evoprune trade_off --results {RESULTS:q} --runs {params.runs:q}"
        " > {log:q} 2>&1"


rule claims:
    input:
        checked([*STUDY.collected, STUDY.paths.trade_off]),
    output:
        checked(STUDY.decided),
    log:
        str(STUDY.paths.log("claims", "claims")),
    benchmark:
        str(STUDY.paths.benchmark("claims", "claims"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        cards=STUDY.claims_digest(),
        code=STUDY.claims_code(),
    shell:
        "{PYTHON:q} -m evoprune claims decide --results {RESULTS:q}"
        " --claims {STUDY.config.claims:q} > {log:q} 2>&1"
