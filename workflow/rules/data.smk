"""The data set: generated once, shared by all runs."""


rule data:
    output:
        STUDY.data,
    log:
        str(STUDY.paths.log("data", "data")),
    benchmark:
        str(STUDY.paths.benchmark("data", "data"))
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        spec=STUDY.data_spec,
        code=STUDY.data_code,
    shell:
        "{PYTHON:q} -m evoprune data make --spec {params.spec:q} --output {output:q} > {log:q} 2>&1"
