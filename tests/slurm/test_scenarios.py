"""What else happens on clusters; part of `make test-reliability`, as each takes minutes."""

import os
import re
import signal
from contextlib import suppress
from functools import cache

import pandas as pd
import psutil
import pytest

from tests.slurm import data_base
from tests.slurm.cluster import PROGRAMS, Cluster, missing, wait
from tests.slurm.configuration import Shape
from tests.slurm.conftest import WHOLE_FORM, Site, free_ports, need

pytestmark = WHOLE_FORM
ARM, RULE = "canonical-random-fixed", "train_canonical_random_fixed_1"
JOB = "canonical-random-fixed_1"


def study(epochs: int) -> dict:
    """Two runs of one job; 100 epochs of both take about a second."""
    arms = {"modes": ["canonical"], "operators": ["random"], "schedules": ["fixed"], "seeds": 2}
    return {
        "autoencoder": {"protocol": {"epochs": epochs}, "arms": [arms]},
        "filter_criteria": {"arms": []},
        "pruning_functions": {"arms": []},
        "compute": {"checkpoint_seconds": 2.0, "progress_seconds": 1.0, "device": "cpu"},
    }


@pytest.fixture(scope="module")
def undisturbed(cluster, tmp_path_factory):
    """What the two runs are when nothing happens to them."""

    @cache
    def trained(epochs: int) -> dict[str, str]:
        here = Site(tmp_path_factory.mktemp("undisturbed") / "site", cluster)
        here.configure(study(epochs))
        return here.undisturbed(ARM)

    return trained


@pytest.fixture(params=[4000])
def long(site, undisturbed, request):
    """A site with a training that can be disturbed."""
    site.configure(study(request.param))
    site.expected = undisturbed(request.param)
    return site


def training(site) -> bool:
    """Whether a checkpoint is there to go on from."""
    unfinished = site.folder / "results/autoencoder/unfinished"
    return any(unfinished.glob("job-*.safetensors"))


def begin(site, *arguments) -> None:
    """Start the study and wait until it has saved a checkpoint."""
    site.start(*arguments, "--", *site.records(ARM, 2))
    site.wait_for(lambda: training(site), 150, "a checkpoint")


def ends_well(site, promise) -> str:
    """Wait for the end, which is the one that was promised; returns what was said."""
    code = site.process.wait(timeout=400)
    said = site.log.read_text()
    assert code == 0, said[-6000:]
    with promise.tried():
        assert site.contents == site.expected
    return said


@pytest.mark.promise(
    "SLURM: at the time limit training saves, and the next attempt goes on bit by bit", tries=1
)
@pytest.mark.parametrize("long", [9000], indirect=True)  # longer than SLURM's shortest limit
def test_the_time_limit_is_reached_and_the_next_attempt_goes_on(long, promise):
    begin(long, "--set-resources", f"{RULE}:runtime=attempt", f"{RULE}:slurm_extra=''")
    said = ends_well(long, promise)
    states = [state for state, _, _ in long.submitted(said)]
    assert "TIMEOUT" in states
    assert states[-1] == "COMPLETED"
    assert said.count("Trying to restart job") == states.count("TIMEOUT")
    assert "goes on from a checkpoint" in long.said(JOB)


@pytest.mark.promise(
    "SLURM: a preempted job saves and goes on bit by bit, with and without a time of grace", tries=2
)
@pytest.mark.parametrize(("partition", "attempts"), [("cpu", 1), ("gpu", 2)])
def test_a_job_that_is_preempted_saves_and_goes_on(long, partition, attempts, promise):
    """Without a time of grace SLURM queues it again; with one it ends in time, and is retried."""
    begin(long, "--set-resources", f"{RULE}:slurm_partition={partition}")
    # Somebody with more rights takes all nodes for a moment.
    urgent = ("-p", "urgent", "-N2", "--exclusive", "--output", "/dev/null")
    long.cluster.ask("sbatch", *urgent, "--wrap", "sleep 5")
    long.wait_for(lambda: "SIGTERM: saved after" in long.said(JOB), 60, "the job to be asked")
    said = ends_well(long, promise)
    assert said.count("Trying to restart job") == attempts - 1
    assert "goes on from a checkpoint" in long.said(JOB)


@pytest.mark.promise("SLURM: the job of a node that fails goes on bit by bit on another", tries=1)
def test_a_node_fails_and_its_job_goes_on_elsewhere(long, promise):
    begin(long)
    [node] = long.cluster.ask("squeue", "-h", "-t", "running", "-o", "%N").split()
    fail(long.cluster, node)
    try:
        long.wait_for(
            lambda: long.cluster.ask("squeue", "-h", "-t", "running", "-o", "%N") not in ("", node),
            240,
            "the job to run on the other node",
        )
        said = ends_well(long, promise)
    finally:
        long.cluster.start_node(node)
        wait(lambda: long.cluster.ready == 2, 60, "the node to be back")
    assert "Trying to restart job" not in said
    assert "goes on from a checkpoint" in long.said(JOB)


def fail(cluster, node: str) -> None:
    """Everything of a node is gone from one moment to the next: daemon, jobs, their managers."""
    lost = [psutil.Process(cluster.pid(f"slurmd-{node}"))]
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            told = process.environ()
            if told.get("SLURMD_NODENAME") == node and str(cluster.folder) in told["PATH"]:
                managers = [p for p in process.parents() if p.name() == "slurmstepd"]
                lost += [*managers, process]
    for process in lost:
        with suppress(psutil.Error):
            process.kill()


@pytest.mark.promise(
    "SLURM: Ctrl-C leaves no job behind, and nothing of their work is lost", tries=1
)
def test_ctrl_c_leaves_no_job_behind(long, promise):
    begin(long)
    os.kill(long.process.pid, signal.SIGINT)
    assert long.process.wait(timeout=60) == 1
    wait(lambda: not long.cluster.jobs("pending,running,completing"), 60, "jobs to end")
    assert "CANCELLED" in {state for state, _, _ in long.submitted(long.log.read_text())}
    assert "SIGTERM: saved after" in long.said(JOB)
    long.start("--", *long.records(ARM, 2))
    ends_well(long, promise)
    assert "goes on from a checkpoint" in long.said(JOB)


@pytest.mark.promise(
    "SLURM: Snakemake killed and restarted neither loses nor doubles a run", tries=1
)
def test_after_snakemake_is_killed_a_restart_neither_loses_nor_doubles_a_run(long, promise):
    begin(long)
    long.process.kill()
    long.process.wait()
    assert list(long.cluster.jobs("running"))  # nobody told the jobs
    unlock = long.start("--unlock")
    assert unlock.wait(timeout=60) == 0
    long.start("--", *long.records(ARM, 2))
    long.wait_for(lambda: "waiting for it" in long.said(JOB), 100, "the second job to wait")
    ends_well(long, promise)
    assert "0 runs trained, 2 were there" in long.said(JOB)
    assert "goes on from a checkpoint" not in long.said(JOB)


def test_jobs_that_ask_for_a_gpu_go_where_there_is_one(site):
    said = site.finish("--set-resources", f"{RULE}:gpu=1", "--", *site.records(ARM, 2))
    partitions = {partition for _, _, partition in site.submitted(said)}
    assert partitions == {"cpu", "gpu"}
    numbers = re.findall(r"has been submitted with SLURM jobid (\d+)", said)
    asked = [site.cluster.ask("scontrol", "show", "job", number) for number in numbers]
    assert sum("TresPerJob=gres:gpu:1" in text for text in asked) == 1


def test_short_jobs_share_an_allocation_in_layers(site):
    """Four jobs of training in one of SLURM, which asks for no more than `cores` processors."""
    records = [name for arm in ("canonical-none", ARM) for name in site.records(arm, 3)]
    said = site.finish("--group-components", "train=4", "--", *records)
    numbers = re.findall(r"has been submitted with SLURM jobid (\d+)", said)
    cpus = site.cluster.ask("squeue", "-h", "--states=all", "-o", "%C", "-j", ",".join(numbers))
    assert sorted(cpus.split()) == ["1", "1", "4"]  # data, kernels, training


def test_with_accounting_what_was_used_is_reported(tmp_path, tmp_path_factory):
    """`sacct` in place of `squeue`, and the table of efficiency at the end."""
    need(missing((*PROGRAMS, *data_base.PROGRAMS)))
    folder = tmp_path_factory.mktemp("s")
    with Cluster(folder, Shape(accounting=True, port=free_ports())).running() as cluster:
        site = Site(tmp_path / "site", cluster)
        report = ("--slurm-efficiency-report", "--slurm-efficiency-report-path", "results/report")
        targets = ("--", *site.records(ARM, 2))
        said = site.finish("--slurm-status-command", "sacct", *report, *targets)
        assert [state for state, _, _ in site.submitted(said)] == 3 * ["COMPLETED"]
        [table] = (site.folder / "results/report").glob("efficiency_report_*.csv")
        used = pd.read_csv(table)
        assert len(used) == 3
        assert used["MaxRSS_MB"].gt(50).all()
        assert used["CPU Efficiency (%)"].between(0, 100).all()


@pytest.mark.promise("SLURM: what ended while Snakemake was away is kept, and on record", tries=1)
def test_jobs_that_end_while_snakemake_is_away_are_looked_at_and_kept(long, promise):
    """Nobody recorded what they were made with; the next Snakemake has them checked."""
    begin(long)
    long.process.kill()
    long.process.wait()
    wait(lambda: not long.cluster.jobs("running"), 300, "the job to end")
    assert long.start("--unlock").wait(timeout=60) == 0
    long.start("--", *long.records(ARM, 2))
    ends_well(long, promise)
    assert "0 runs trained, 2 were there" in long.said(JOB)
