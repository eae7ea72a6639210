"""What every change has to keep: a study on SLURM, and a job that runs out of memory."""

import re
from pathlib import Path

import pytest

from tests.slurm.conftest import QUICK

pytestmark = [pytest.mark.slurm, pytest.mark.slow, pytest.mark.workflow]
SMOKE = "config/smoke.yaml"
RUNS = "results/smoke/autoencoder/runs.csv"
FIRST = ("--config", "filter_criteria={arms: []}", "pruning_functions={arms: []}")
"""Study 1 alone: the others' jobs are of the same kinds, and take minutes more."""


@pytest.mark.promise("SLURM: a study ends with the same numbers as here", tries=1)
def test_the_smoke_study_ends_as_it_does_here(site, tmp_path, promise):
    """To completion, with the same numbers, a log for each job, and nothing left to be done."""
    said = site.finish(*FIRST, config=SMOKE)
    there = (site.folder / RUNS).read_bytes()
    states = [state for state, _, _ in site.submitted(said)]
    assert states == 14 * ["COMPLETED"]  # data, kernels, 8 of training, 3 of tables, all pictures
    logs = re.findall(r"with SLURM jobid \d+ \(log: (\S+?)\)", said)
    assert all(Path(path).stat().st_size > 0 for path in logs)
    assert "Nothing to be done" in site.snakemake("--dry-run", *FIRST, config=SMOKE)

    (site.folder / "results").rename(tmp_path / "of the cluster")
    site.snakemake("--forceall", "--until", "collect", *FIRST, "--", RUNS, config=SMOKE)
    with promise.tried():
        assert (site.folder / RUNS).read_bytes() == there


@pytest.mark.promise("SLURM: a job out of memory gets more and ends the same", tries=1)
def test_a_job_out_of_memory_gets_more_and_ends_the_same(site, promise):
    """Killed for its memory, submitted again with more; what it trains is the same."""
    arm = "canonical-random-fixed"
    rule = "train_canonical_random_fixed_1"
    # Python alone fits into the first attempt, torch does not.
    memory = f"{rule}:mem_mb=max(330, 1500 * (attempt - 1))"
    said = site.finish("--set-resources", memory, "--", *site.records(arm, 3))
    assert said.count("Trying to restart job") == 1
    jobs = site.submitted(said)
    assert ("FAILED", "330M", "cpu") in jobs
    assert ("COMPLETED", "1500M", "cpu") in jobs
    logs = site.folder.glob("results/logs/slurm/group_train*/*.log")
    assert sum("exceeded memory limit" in log.read_text() for log in logs) == 1
    with promise.tried():
        assert site.contents == site.undisturbed(arm)


@pytest.mark.promise("SLURM: a wait without end is refused before it begins", tries=1)
def test_a_wait_without_end_is_refused(site, promise):
    """Accounting is off here: `sacct` would never say that a job has ended."""
    site.start("--slurm-status-command", "sacct", *QUICK)
    assert site.process.wait(timeout=60) == 1
    said = site.log.read_text()
    assert "Snakemake would wait for ever; set `slurm-status-command: squeue`" in said
    with promise.tried():
        assert "has been submitted" not in said
