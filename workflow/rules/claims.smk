"""Claims: networks made smaller, and the verdict on every card."""


rule trade_off:
    input:
        models=[str(run.model) for run in STUDY.runs],
        records=[str(run.record) for run in STUDY.runs],
        data=STUDY.data,
    output:
        str(STUDY.paths.trade_off),
    log:
        str(STUDY.paths.log("claims", "trade_off")),
    benchmark:
        str(STUDY.paths.benchmark("claims", "trade_off"))
    resources:
        mem_mb=grows(2000),
        runtime=grows(60),
    params:
        runs=STUDY.collect_arguments,
        code=STUDY.trade_off_code,
    shell:
        "{PYTHON:q} -m evoprune trade_off --results {STUDY.paths.root:q} --runs {params.runs:q}"
        " > {log:q} 2>&1"


rule claims:
    input:
        STUDY.collected,
        str(STUDY.paths.trade_off),
    output:
        STUDY.decided,
    log:
        str(STUDY.paths.log("claims", "claims")),
    benchmark:
        str(STUDY.paths.benchmark("claims", "claims"))
    resources:
        mem_mb=grows(4000),
        runtime=grows(30),
    params:
        cards=STUDY.claims_digest,
        code=STUDY.claims_code,
    shell:
        "{PYTHON:q} -m evoprune claims decide --results {STUDY.paths.root:q}"
        " --claims {STUDY.config.claims:q} > {log:q} 2>&1"
