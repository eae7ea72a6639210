"""Study 2: images, a job for each run, and what is made of the runs."""

FILTERS = STUDY.filter_criteria


rule images:
    output:
        checked([FILTERS.paths.images("{name}")]),
    log:
        str(FILTERS.paths.log("images", "{name}")),
    benchmark:
        str(FILTERS.paths.benchmark("images", "{name}"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(60),
    params:
        code=lambda wildcards: FILTERS.images_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune data ready {wildcards.name:q} --output {output[0]:q} > {log:q} 2>&1"


rule search:
    input:
        lambda wildcards: checked([FILTERS.images_of(wildcards.name)]),
    output:
        updated(checked(FILTERS.paths.run("{name}", "{seed}").all())),
    log:
        str(FILTERS.paths.log("search", "{name}_{seed}")),
    benchmark:
        str(FILTERS.paths.benchmark("search", "{name}_{seed}"))
    wildcard_constraints:
        seed="[0-9]+",
    priority: 1000
    group:
        "train"
    threads: 1
    resources:
        **GPU,
        mem_mb=memory(3000),
        runtime=grows(720),
    params:
        spec=lambda wildcards: FILTERS.spec(wildcards.name),
        code=lambda wildcards: FILTERS.code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune search --spec {params.spec:q} --seeds {wildcards.seed:q}"
        " --results {RESULTS:q} --device {STUDY.config.compute.device:q}"
        " --checkpoint {STUDY.config.compute.checkpoint_seconds:q}"
        " --progress {STUDY.config.compute.progress_seconds:q} --wait --log {log:q}"


rule filter_collect:
    input:
        checked(path for run in FILTERS.runs for path in (run.record, run.evaluations)),
    output:
        checked(FILTERS.collected),
    log:
        str(FILTERS.paths.log("collect", "collect")),
    benchmark:
        str(FILTERS.paths.benchmark("collect", "collect"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        runs=FILTERS.run_arguments,
        code=FILTERS.collect_code,
    shell:
        "{PYTHON:q} -m evoprune collect --study filter_criteria --results {RESULTS:q}"
        " --runs {params.runs:q} > {log:q} 2>&1"


rule filter_claims:
    input:
        checked(FILTERS.collected),
    output:
        checked(FILTERS.decided),
    log:
        str(FILTERS.paths.log("claims", "claims")),
    benchmark:
        str(FILTERS.paths.benchmark("claims", "claims"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        cards=STUDY.claims_digest("filter_criteria"),
        code=STUDY.claims_code("filter_criteria"),
    shell:
        "{PYTHON:q} -m evoprune claims decide --study filter_criteria --results {RESULTS:q}"
        " --claims {STUDY.config.claims:q} > {log:q} 2>&1"


rule filter_deploy:
    input:
        checked(FILTERS.deploy_inputs),
    output:
        checked(FILTERS.deployed),
    log:
        str(FILTERS.paths.log("deploy", "deploy")),
    benchmark:
        str(FILTERS.paths.benchmark("deploy", "deploy"))
    # What is measured is time: it waits for the others, and nothing runs beside it.
    priority: -1
    threads: EVERY_CORE
    resources:
        mem_mb=memory(3000),
        runtime=grows(30),
    params:
        runs=FILTERS.deploy_arguments,
        code=FILTERS.deploy_code,
    shell:
        "{PYTHON:q} -m evoprune deploy --results {RESULTS:q} --runs {params.runs:q} > {log:q} 2>&1"


rule filter_figure:
    input:
        lambda wildcards: checked(FILTERS.figure_inputs(wildcards.name)),
    output:
        checked(FILTERS.figure_files("{name}")),
    log:
        str(FILTERS.paths.log("figures", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        plot=STUDY.plot,
        code=lambda wildcards: FILTERS.figure_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune figure {wildcards.name:q} --study filter_criteria"
        " --results {RESULTS:q} --plot {params.plot:q} > {log:q} 2>&1"


rule filter_table:
    input:
        lambda wildcards: checked(FILTERS.table_inputs(wildcards.name)),
    output:
        checked(FILTERS.table_files("{name}")),
    log:
        str(FILTERS.paths.log("tables", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        code=lambda wildcards: FILTERS.table_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune table {wildcards.name:q} --study filter_criteria"
        " --results {RESULTS:q} > {log:q} 2>&1"
