"""Figures and tables, one job each."""

for figure in STUDY.figures:

    rule:
        name:
            f"figure_{figure.name}"
        input:
            STUDY.collected,
        output:
            figure.files,
        params:
            name=figure.name,
            plot=STUDY.plot,
            code=figure.code,
            published=STUDY.published,
        log:
            str(STUDY.paths.log("figures", figure.name)),
        resources:
            mem_mb=1500,
            runtime=10,
        shell:
            "{PYTHON:q} -m evoprune figure {params.name:q} --results {STUDY.paths.root:q}"
            " --plot {params.plot:q} > {log:q} 2>&1"


for table in STUDY.tables:

    rule:
        name:
            f"table_{table.name}"
        input:
            STUDY.collected,
        output:
            table.files,
        params:
            name=table.name,
            code=table.code,
            published=STUDY.published,
        log:
            str(STUDY.paths.log("tables", table.name)),
        resources:
            mem_mb=1500,
            runtime=10,
        shell:
            "{PYTHON:q} -m evoprune table {params.name:q} --results {STUDY.paths.root:q}"
            " > {log:q} 2>&1"
