"""Study 3: whole networks, runs of evolution, functions on tasks, and what is made of them."""

FUNCTIONS = STUDY.pruning_functions


rule base:
    input:
        lambda wildcards: checked([FUNCTIONS.images_of(wildcards.name)]),
    output:
        checked(FUNCTIONS.paths.base("{name}", "{number}").all()),
    log:
        str(FUNCTIONS.paths.log("bases", "{name}_{number}")),
    benchmark:
        str(FUNCTIONS.paths.benchmark("bases", "{name}_{number}"))
    wildcard_constraints:
        number="[0-9]+",
    priority: 2000
    threads: 1
    resources:
        **GPU,
        mem_mb=memory(3000),
        runtime=grows(720),
    params:
        spec=lambda wildcards: FUNCTIONS.base(
            wildcards.name, wildcards.number
        ).json_text(),
        code=lambda wildcards: FUNCTIONS.base_code(wildcards.name, wildcards.number),
    shell:
        "{PYTHON:q} -m evoprune base --spec {params.spec:q} --results {RESULTS:q}"
        " --device {STUDY.config.compute.device:q}"
        " --checkpoint {STUDY.config.compute.checkpoint_seconds:q}"
        " --progress {STUDY.config.compute.progress_seconds:q} --wait --log {log:q}"


rule propose:
    input:
        lambda wildcards: checked(
            FUNCTIONS.before(wildcards.name, wildcards.seed, int(wildcards.generation))
        ),
    output:
        checked(
            [FUNCTIONS.evaluation("{name}", "{seed}", "{generation}", "candidates")]
        ),
    log:
        str(FUNCTIONS.paths.log("propose", "{name}_{seed}_{generation}")),
    wildcard_constraints:
        seed="[0-9]+",
        generation="[0-9]+",
    priority: 1000
    resources:
        mem_mb=memory(2000),
        runtime=grows(10),
    params:
        spec=lambda wildcards: FUNCTIONS.spec(wildcards.name),
        code=lambda wildcards: FUNCTIONS.code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune evolve --spec {params.spec:q} --seeds {wildcards.seed:q}"
        " --propose {wildcards.generation:q} --results {RESULTS:q} --log {log:q}"


rule evaluate:
    input:
        lambda wildcards: checked(FUNCTIONS.run_inputs(wildcards.name, wildcards.seed)),
        checked(
            [FUNCTIONS.evaluation("{name}", "{seed}", "{generation}", "candidates")]
        ),
    output:
        checked([FUNCTIONS.evaluation("{name}", "{seed}", "{generation}", "{slot}")]),
    log:
        str(FUNCTIONS.paths.log("evaluate", "{name}_{seed}_{generation}_{slot}")),
    wildcard_constraints:
        seed="[0-9]+",
        generation="[0-9]+",
        slot="[0-9]+",
    priority: 1000
    threads: 1
    resources:
        **GPU,
        mem_mb=memory(4000),
        runtime=grows(360),
    params:
        spec=lambda wildcards: FUNCTIONS.spec(wildcards.name),
        code=lambda wildcards: FUNCTIONS.code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune evolve --spec {params.spec:q} --seeds {wildcards.seed:q}"
        " --evaluation {wildcards.generation:q} {wildcards.slot:q} --results {RESULTS:q}"
        " --device {STUDY.config.compute.device:q} --log {log:q}"


rule evolve:
    input:
        lambda wildcards: checked(FUNCTIONS.run_inputs(wildcards.name, wildcards.seed)),
        lambda wildcards: checked(FUNCTIONS.evaluations(wildcards.name, wildcards.seed)),
    output:
        updated(checked(FUNCTIONS.paths.run("{name}", "{seed}").all())),
    log:
        str(FUNCTIONS.paths.log("evolve", "{name}_{seed}")),
    benchmark:
        str(FUNCTIONS.paths.benchmark("evolve", "{name}_{seed}"))
    wildcard_constraints:
        seed="[0-9]+",
    priority: 1000
    # Runs alone: whole networks, runs and transfer read each other's files, with others between.
    group:
        "train"
    threads: 1
    resources:
        **GPU,
        mem_mb=memory(4000),
        runtime=grows(1440),
    params:
        spec=lambda wildcards: FUNCTIONS.spec(wildcards.name),
        code=lambda wildcards: FUNCTIONS.code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune evolve --spec {params.spec:q} --seeds {wildcards.seed:q}"
        " --fan-out {STUDY.config.compute.fan_out:q} --results {RESULTS:q} --device {STUDY.config.compute.device:q}"
        " --progress {STUDY.config.compute.progress_seconds:q} --wait --log {log:q}"


rule contenders:
    input:
        checked(path for run in FUNCTIONS.runs for path in run.all()),
    output:
        checked([FUNCTIONS.paths.contenders]),
    log:
        str(FUNCTIONS.paths.log("transfer", "contenders")),
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        spec=FUNCTIONS.transfer_settings,
        runs=FUNCTIONS.run_arguments,
        code=FUNCTIONS.contenders_code,
    shell:
        "{PYTHON:q} -m evoprune contenders --spec {params.spec:q} --results {RESULTS:q}"
        " --runs {params.runs:q} > {log:q} 2>&1"


rule transfer:
    input:
        lambda wildcards: checked(
            FUNCTIONS.transfer_inputs(wildcards.name, wildcards.number)
        ),
    output:
        checked([FUNCTIONS.paths.transferred("{name}", "{number}")]),
    log:
        str(FUNCTIONS.paths.log("transfer", "{name}_{number}")),
    benchmark:
        str(FUNCTIONS.paths.benchmark("transfer", "{name}_{number}"))
    wildcard_constraints:
        number="[0-9]+",
    priority: 500
    threads: 1
    resources:
        **GPU,
        mem_mb=memory(4000),
        runtime=grows(1440),
    params:
        spec=lambda wildcards: FUNCTIONS.transfer_job(
            wildcards.name, wildcards.number
        ).json_text(),
        code=lambda wildcards: FUNCTIONS.transfer_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune transfer --spec {params.spec:q} --code {params.code:q}"
        " --results {RESULTS:q} --device {STUDY.config.compute.device:q}"
        " --progress {STUDY.config.compute.progress_seconds:q} --wait --log {log:q}"


rule functions_collect:
    input:
        checked(FUNCTIONS.collect_inputs),
    output:
        checked(FUNCTIONS.collected),
    log:
        str(FUNCTIONS.paths.log("collect", "collect")),
    benchmark:
        str(FUNCTIONS.paths.benchmark("collect", "collect"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        runs=FUNCTIONS.run_arguments,
        tasks=FUNCTIONS.transfer_arguments,
        code=FUNCTIONS.collect_code,
    shell:
        "{PYTHON:q} -m evoprune collect --study pruning_functions --results {RESULTS:q}"
        " --runs {params.runs:q} --tasks {params.tasks:q} > {log:q} 2>&1"


rule functions_claims:
    input:
        checked(FUNCTIONS.collected),
    output:
        checked(FUNCTIONS.decided),
    log:
        str(FUNCTIONS.paths.log("claims", "claims")),
    benchmark:
        str(FUNCTIONS.paths.benchmark("claims", "claims"))
    resources:
        mem_mb=memory(4000),
        runtime=grows(30),
    params:
        cards=STUDY.claims_digest("pruning_functions"),
        code=STUDY.claims_code("pruning_functions"),
    shell:
        "{PYTHON:q} -m evoprune claims decide --study pruning_functions --results {RESULTS:q}"
        " --claims {STUDY.config.claims:q} > {log:q} 2>&1"


rule functions_figure:
    input:
        lambda wildcards: checked(FUNCTIONS.figure_inputs(wildcards.name)),
    output:
        checked(FUNCTIONS.figure_files("{name}")),
    log:
        str(FUNCTIONS.paths.log("figures", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        plot=STUDY.plot,
        code=lambda wildcards: FUNCTIONS.figure_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune figure {wildcards.name:q} --study pruning_functions"
        " --results {RESULTS:q} --plot {params.plot:q} > {log:q} 2>&1"


rule functions_table:
    input:
        lambda wildcards: checked(FUNCTIONS.table_inputs(wildcards.name)),
    output:
        checked(FUNCTIONS.table_files("{name}")),
    log:
        str(FUNCTIONS.paths.log("tables", "{name}")),
    group:
        "present"
    resources:
        mem_mb=memory(3000),
        runtime=grows(10),
    params:
        code=lambda wildcards: FUNCTIONS.table_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune table {wildcards.name:q} --study pruning_functions"
        " --results {RESULTS:q} > {log:q} 2>&1"
