"""Trains runs of one mode together and writes each one's files."""

import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evoprune import __version__, artifacts
from evoprune.data.splits import Splits
from evoprune.errors import ConfigError
from evoprune.networks import build
from evoprune.progress import Progress
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.autoencoder import STUDY
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, Arm, SeededArm
from evoprune.studies.autoencoder.code import arm_code
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.metrics import finish
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.records import is_current, write_run
from evoprune.training.engines import ENGINES
from evoprune.training.job import Job, Run
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol


def train_runs(
    arms: Sequence[SeededArm],
    root: Path,
    *,
    engine: str = "auto",
    device: str = "auto",
    progress_seconds: float = 30.0,
) -> list[tuple[str, int]]:
    """Train the runs of some arms that are not there yet, together in one batch.

    Whole runs of the same settings, code and data are kept.

    Args:
        arms: what to train; all of one mode, protocol, network and data set.
        root: results folder; the data set must be in it.

    Returns:
        Arm and seed of the runs that were trained.

    Raises:
        ConfigError: the arms cannot train together, or the engine does not serve them.
        MissingDataError, CorruptFileError: the data set is not there or not whole.
    """
    first = arms[0].arm
    _check_common(arms)
    choice = engine_of(first, engine, device)
    wanted = _missing(arms, root, choice.name)
    if not wanted:
        return []
    if choice.reason:
        print(f"{first.name}: the {choice.name} engine trains, not numba: {choice.reason}")
    protocol = Protocol.model_validate(first.protocol)
    architecture = build(first.environment, first.dimensions)
    served = load("engine", ENGINES, choice.name)(
        architecture, protocol.batch_size, device, protocol.objective
    )
    job = Job(
        engine=served,
        splits=Splits.load(StudyPaths(root).dataset(first.dataset)),
        protocol=protocol,
        runs=[run_of(run.arm, run.seed) for run in wanted],
        on_epoch=Progress(_label(wanted), protocol.epochs, interval=progress_seconds),
    )
    start = time.perf_counter(), time.process_time()
    outcomes = load("mode", MODES, first.mode).model_validate(first.mode_settings).train(job)
    timing = _timing(served, len(wanted), start)
    for run, outcome in zip(wanted, outcomes, strict=True):
        write_run(
            StudyPaths(root).run(run.arm.name, run.seed),
            run.arm,
            run.seed,
            outcome,
            finish(job, outcome),
            architecture=architecture,
            digest=run.digest,
            timing=timing,
        )
    return [(run.arm.name, run.seed) for run in wanted]


class _Wanted(NamedTuple):
    """A run that is to be trained, and its identity."""

    arm: Arm
    seed: int
    digest: str


def _check_common(arms: Sequence[SeededArm]) -> None:
    for name in ("mode", "mode_settings", "protocol", "environment", "dimensions", "dataset"):
        values = [getattr(seeded.arm, name) for seeded in arms]
        if any(value != values[0] for value in values):
            names = ", ".join(seeded.arm.name for seeded in arms)
            raise ConfigError(f"arms of one job must have the same {name}: {names}")


def _missing(arms: Sequence[SeededArm], root: Path, engine: str) -> list[_Wanted]:
    """The runs that are not there, whole and as they are wanted now."""
    paths, missing = StudyPaths(root), []
    data = artifacts.recorded_checksum(paths.dataset(arms[0].arm.dataset))
    for arm, seeds in arms:
        code = arm_code(arm, engine)
        runs = [_Wanted(arm, seed, arm.run_digest(seed, code, data)) for seed in seeds]
        missing += [r for r in runs if not is_current(paths.run(arm.name, r.seed), r.digest)]
    return missing


def run_of(arm: Arm, seed: int) -> Run:
    """A run as modes train it."""
    operator = load("operator", OPERATORS, arm.operator).model_validate(arm.operator_settings)
    schedule = None
    if arm.schedule != NO_SCHEDULE:
        schedule = load("schedule", SCHEDULES, arm.schedule).model_validate(arm.schedule_settings)
    return Run(Streams(arm.root_seed, STUDY, seed), arm.operator, operator, schedule)


def _label(wanted: Sequence[_Wanted]) -> str:
    """What is being trained, for the lines of progress."""
    names = list(dict.fromkeys(run.arm.name for run in wanted))
    if len(names) == 1:
        return f"{names[0]}, seeds {_listed([run.seed for run in wanted])}"
    return f"{len(wanted)} runs of {len(names)} arms ({names[0]} and others)"


def _timing(engine: Any, runs: int, start: tuple[float, float]) -> dict[str, Any]:
    """Seconds a run of a job, and what they were spent on."""
    wall, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    return {
        "seconds": round(wall / runs, 3),
        "cpu_seconds": round(cpu / runs, 3),
        "runs_in_job": runs,
        "engine": engine.name,
        "device": engine.device,
        "host": platform.node(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "engine_version": engine.version,
        "evoprune": __version__,
    }


def _listed(seeds: Sequence[int]) -> str:
    """Seeds for people: `1-5` where they follow each other."""
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}-{seeds[-1]}"
    return ", ".join(str(seed) for seed in seeds)
