"""Trains runs of one mode together and writes each one's files."""

import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
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
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, TOGETHER, Arm, SeededArm
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
    if wanted and choice.reason:
        print(f"{first.name}: the {choice.name} engine trains, not numba: {choice.reason}")
    for runs in _by_dataset(wanted):
        _train(runs, root, choice.name, device, progress_seconds)
    return [(run.arm.name, run.seed) for run in wanted]


def _train(
    wanted: Sequence["_Wanted"], root: Path, engine: str, device: str, progress_seconds: float
) -> None:
    """Train runs on one data set together and write their files."""
    first = wanted[0].arm
    protocol = Protocol.model_validate(first.protocol)
    architecture = build(first.environment, first.dimensions)
    served = load("engine", ENGINES, engine)(
        architecture, protocol.batch_size, device, protocol.objective
    )
    job = Job(
        engine=served,
        splits=Splits.load(StudyPaths(root).dataset(wanted[0].dataset)),
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


class _Wanted(NamedTuple):
    """A run that is to be trained, and its identity."""

    arm: Arm
    seed: int
    dataset: str
    digest: str


def _check_common(arms: Sequence[SeededArm]) -> None:
    for name in TOGETHER:
        values = [getattr(seeded.arm, name) for seeded in arms]
        if any(value != values[0] for value in values):
            names = ", ".join(seeded.arm.name for seeded in arms)
            raise ConfigError(f"arms of one job must have the same {name}: {names}")


def _missing(arms: Sequence[SeededArm], root: Path, engine: str) -> list[_Wanted]:
    """The runs that are not there, whole and as they are wanted now."""
    paths, missing = StudyPaths(root), []
    checksums: dict[str, str] = {}
    for arm, seeds in arms:
        code = arm_code(arm, engine)
        for seed in seeds:
            dataset = arm.dataset_of(seed).name
            if dataset not in checksums:
                checksums[dataset] = artifacts.recorded_checksum(paths.dataset(dataset))
            digest = arm.run_digest(seed, code, checksums[dataset])
            if not is_current(paths.run(arm.name, seed), digest):
                missing.append(_Wanted(arm, seed, dataset, digest))
    return missing


def _by_dataset(wanted: Sequence[_Wanted]) -> list[list[_Wanted]]:
    """Runs that can train together: those on the same data set."""
    groups: dict[str, list[_Wanted]] = {}
    for run in wanted:
        groups.setdefault(run.dataset, []).append(run)
    return list(groups.values())


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
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
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
