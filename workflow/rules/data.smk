"""Data sets: each generated once, or cut from its files, and shared by all runs on it."""

# Jobs find the files of real data sets by this: the environment's value, or else the config's.
os.environ["DATA_ROOT"] = STUDY.data_root


rule data:
    output:
        checked([STUDY.paths.dataset("{name}")]),
    log:
        str(STUDY.paths.log("data", "{name}")),
    benchmark:
        str(STUDY.paths.benchmark("data", "{name}"))
    resources:
        mem_mb=memory(1500),
        runtime=grows(10),
    params:
        spec=lambda wildcards: STUDY.data_spec(wildcards.name),
        code=lambda wildcards: STUDY.data_code(wildcards.name),
    shell:
        "{PYTHON:q} -m evoprune data make --spec {params.spec:q} --output {output[0]:q} > {log:q} 2>&1"
