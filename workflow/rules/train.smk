"""Training: one rule for each chunk of runs that train together in one job.

The seeds of a job are not among its parameters, and its outputs are updated, not replaced: so
another chunk size trains nothing, more seeds train only those, and a deleted file only its run.
The command skips every run that is there, whole and of the same settings, code and data.
"""


rule warm:
    output:
        STUDY.kernels,
    log:
        str(STUDY.paths.log("train", "warm")),
    benchmark:
        str(STUDY.paths.benchmark("train", "warm"))
    resources:
        mem_mb=memory(1500),
        runtime=grows(15),
    params:
        # Not the kinds: a new one is no reason to look at every job again. It compiles in its jobs.
        code=STUDY.kernels_code,
    shell:
        "{PYTHON:q} -m evoprune warm --kinds {STUDY.kinds:q} --output {output:q} > {log:q} 2>&1"


# AWS Batch reads the second name. Jobs that need none name none: Kubernetes takes even 0 for a wish.
GPU = {"gpu": 1, "_gpus": 1} if STUDY.config.compute.device.startswith("cuda") else {}


def updated(files):
    """Outputs that are there stay, and a job makes what is missing; kept in a store, they cannot."""
    return files if STORED else update(files)


for job in STUDY.training_jobs():

    rule:
        name:
            job.rule
        input:
            data=checked(job.data),
            # Compiled once, before jobs start side by side.
            kernels=STUDY.kernels if job.engine == "numba" else [],
        output:
            records=updated(job.records),
            histories=updated(job.histories),
            models=updated(job.models),
            checksums=updated(checksums([*job.records, *job.histories, *job.models])),
        log:
            str(STUDY.paths.log("train", job.name)),
        benchmark:
            str(STUDY.paths.benchmark("train", job.name))
        priority: job.cost
        group:
            "train"
        threads: 1
        resources:
            **GPU,
            # A network takes a quarter of a megabyte, with its moments and gradient one.
            mem_mb=memory(1500 + 2 * job.cost),
            runtime=grows(240),
        params:
            specs=job.specs,
            codes=job.codes,
        shell:
            "{PYTHON:q} -m evoprune train --spec {params.specs:q} --records {output.records:q}"
            " --results {RESULTS:q} --engine {STUDY.config.compute.engine:q}"
            " --device {STUDY.config.compute.device:q}"
            " --checkpoint {STUDY.config.compute.checkpoint_seconds:q}"
            " --progress {STUDY.config.compute.progress_seconds:q} --wait --log {log:q}"


# Snakemake files a function for every rule among the names that it copies whenever it formats a
# command: of thousands of rules that takes longer than everything else.
for function in [name for name in globals() if name.startswith("__train_")]:
    del globals()[function]
