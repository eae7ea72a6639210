"""A loopback cluster for a session of tests, and checkouts whose studies run on it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from evoprune.studies.autoencoder.paths import RunPaths, StudyPaths
from tests.promises import WHOLE
from tests.reliability.study import contents
from tests.slurm.cluster import Cluster, missing, wait
from tests.slurm.configuration import Shape
from tests.workflow.checkout import Checkout

REQUIRED = os.environ.get("EVOPRUNE_REQUIRE_SLURM") == "1"
"""Whether a machine without SLURM fails the tests; elsewhere it skips them."""
WHOLE_FORM = [
    pytest.mark.slurm,
    pytest.mark.slow,
    pytest.mark.workflow,
    pytest.mark.reliability,
    pytest.mark.skipif(not WHOLE, reason="part of the whole form, `make test-reliability`"),
]
"""Marks of tests that take minutes each."""
PROFILE = ("--workflow-profile", "profiles/slurm")
QUICK = ("--slurm-init-seconds-before-status-checks", "3", "--jobs", "4", "--latency-wait", "20")


def need(programs: list[str]) -> None:
    """Skip, or fail where skipping is not allowed, if programs are absent."""
    if programs:
        message = f"SLURM is not installed ({', '.join(programs)} missing); see CONTRIBUTING.md"
        (pytest.fail if REQUIRED else pytest.skip)(message)


def free_ports(count: int = 20) -> int:
    """First of some ports in a row that nobody listens on."""
    for first in range(26000, 32000, count):
        with ExitStack() as sockets, suppress(OSError):
            for port in range(first, first + count):
                sockets.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first
    raise RuntimeError("no free ports on loopback")


@pytest.fixture(scope="session")
def cluster():
    """A cluster without accounting."""
    need(missing())
    with (
        tempfile.TemporaryDirectory(prefix="slurm-") as folder,
        Cluster(Path(folder), Shape(port=free_ports())).running() as started,
    ):
        yield started


@pytest.fixture
def site(cluster, tmp_path) -> "Site":
    """A checkout on the cluster, with nothing run yet; no job of it outlives the test."""
    site = Site(tmp_path / "site", cluster)
    yield site
    site.end()


class Site(Checkout):
    """A working copy whose jobs go to a cluster."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        super().__init__(folder)
        self.cluster = cluster
        self.log = folder / "snakemake.txt"
        self.process: subprocess.Popen | None = None

    def start(self, *arguments: str, config: str = "config/small.yaml") -> subprocess.Popen:
        """Start Snakemake, as from a terminal."""
        command = [sys.executable, "-m", "snakemake", "--configfile", config, *PROFILE, *QUICK]
        environment = {k: v for k, v in self.cluster.environment.items() if k != "PYTHONPATH"}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, *arguments],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
        return self.process

    def finish(self, *arguments: str, config: str = "config/small.yaml", seconds: int = 900) -> str:
        """Run Snakemake to its end, which has to be a good one; returns what it said."""
        code = self.start(*arguments, config=config).wait(timeout=seconds)
        said = self.log.read_text()
        assert code == 0, said[-6000:]
        return said

    def end(self) -> None:
        """Leave nothing behind."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.cluster.ask("scancel", "--quiet", f"--user={os.getuid()}", fails=True)
        wait(lambda: not self.cluster.jobs("running,completing,pending"), 60, "jobs to end")

    def wait_for(self, what: Callable[[], bool], seconds: float, name: str) -> None:
        """Wait for something while Snakemake runs."""

        def ended_or_happened() -> bool:
            assert self.process.poll() is None, self.log.read_text()[-6000:]
            return what()

        wait(ended_or_happened, seconds, name)

    def paths(self, arm: str, seed: int) -> RunPaths:
        """Files of a run."""
        return StudyPaths(self.folder / "results").run(arm, seed)

    def records(self, arm: str, seeds: int) -> list[str]:
        """Names of the records of an arm, as targets."""
        return [
            str(self.paths(arm, seed + 1).record.relative_to(self.folder)) for seed in range(seeds)
        ]

    def submitted(self, said: str) -> list[tuple[str, str, str]]:
        """State, memory and partition of each job that Snakemake said it has submitted."""
        numbers = re.findall(r"has been submitted with SLURM jobid (\d+)", said)
        asked = ("squeue", "-h", "--states=all", "-o", "%i %T %m %P", "-j", ",".join(numbers))
        found = {
            line.split()[0]: line.split()[1:] for line in self.cluster.ask(*asked).splitlines()
        }
        return [tuple(found[number]) for number in numbers]

    def undisturbed(self, arm: str, config: str = "config/small.yaml") -> dict[str, str]:
        """What the runs of an arm are when they are trained here, in one go."""
        root = self.folder / "undisturbed"
        command = [sys.executable, "-m", "evoprune", "train", "--config", config, "--arm", arm]
        done = subprocess.run([*command, "--results", str(root)], cwd=self.folder, timeout=900)
        assert done.returncode == 0
        return contents(root)

    @property
    def contents(self) -> dict[str, str]:
        """What the runs of the site are."""
        return contents(self.folder / "results")

    def said(self, job: str) -> str:
        """What a training job said last."""
        path = self.folder / f"results/logs/train/{job}.log"
        return path.read_text() if path.exists() else ""

    def timing(self, arm: str, seed: int) -> dict:
        """When and how a run was trained."""
        return json.loads(self.paths(arm, seed).record.read_text())["timing"]
