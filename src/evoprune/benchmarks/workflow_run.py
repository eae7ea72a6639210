"""Times a whole run of Snakemake: the smoke study, in a copy of this checkout.

Nearly all of its time is overhead: starting Snakemake, starting a process a job, importing, reading
and writing, and cores without a job.
"""

import csv
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evoprune.benchmarks.workflow_share import WorkflowTimes
from evoprune.errors import MissingDataError, MissingToolError
from evoprune.provenance import ROOT
from evoprune.studies.autoencoder.paths import StudyPaths

PARTS = ("Snakefile", "workflow", "profiles", "config", "src")
"""What of a checkout a run needs."""


def measure(cores: int = 2) -> WorkflowTimes:
    """Run the smoke study in a temporary copy of this checkout.

    Raises:
        MissingDataError: this is no checkout.
        MissingToolError: Snakemake is absent or fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(folder))
        published = total_jobs(_snakemake(copy, "paper", cores, "--dry-run"))
        wall, cpu = time.perf_counter(), _cpu_of_children()
        said = _snakemake(copy, "smoke", cores)
        wall, cpu = time.perf_counter() - wall, _cpu_of_children() - cpu
        timings = StudyPaths(copy / "results/smoke").timings
        return WorkflowTimes(
            cores, wall, cpu, training_seconds(timings), total_jobs(said), published
        )


def total_jobs(said: str) -> int:
    """Number of jobs that Snakemake announces.

    Raises:
        MissingToolError: it does not.
    """
    found = re.search(r"^total\s+(\d+)$", said, re.MULTILINE)
    if not found:
        raise MissingToolError(f"Snakemake announced no jobs; it said: {said[-2000:]}")
    return int(found[1])


def training_seconds(timings: Path) -> float:
    """CPU seconds of training, from the table of timings (a row a run)."""
    with timings.open(newline="") as rows:
        return sum(float(row["cpu_seconds"]) for row in csv.DictReader(rows))


def _copy(folder: Path) -> Path:
    checkout = ROOT.parent
    if not (checkout / "Snakefile").is_file():
        raise MissingDataError(f"{checkout}: no Snakefile; the workflow is timed in a checkout")
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for part in PARTS:
        source = checkout / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder / part)
    return folder


def _snakemake(folder: Path, config: str, cores: int, *options: str) -> str:
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
    command += ["--configfile", f"config/{config}.yaml", *options]
    # Jobs take the code of the copy.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise MissingToolError(f"Snakemake failed: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout + done.stderr


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
