"""Trains runs of one arm together and writes each one's files."""

import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evoprune import __version__, artifacts
from evoprune.data.splits import Splits
from evoprune.networks import build
from evoprune.progress import Progress
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.autoencoder import STUDY
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, Arm
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
    arm: Arm,
    seeds: Sequence[int],
    root: Path,
    *,
    engine: str = "auto",
    device: str = "auto",
    progress_seconds: float = 30.0,
) -> list[int]:
    """Train the runs of an arm that are not there yet; whole runs of the same digest are kept.

    Args:
        arm: what to train.
        seeds: the runs' seeds.
        root: results folder; the data set must be in it.

    Returns:
        The seeds that were trained.

    Raises:
        MissingDataError, CorruptFileError: the data set is not there or not whole.
    """
    paths = StudyPaths(root)
    engine, reason = engine_of(arm, engine, device)
    data_path = paths.dataset(arm.dataset)
    data, code = artifacts.recorded_checksum(data_path), arm_code(arm, engine)
    digests = {seed: arm.run_digest(seed, code, data) for seed in seeds}
    missing = [s for s in seeds if not is_current(paths.run(arm.name, s), digests[s])]
    if not missing:
        return []
    if reason:
        print(f"{arm.name}: trained with the {engine} engine, not with numba: {reason}")
    protocol = Protocol.model_validate(arm.protocol)
    architecture = build(arm.environment, arm.dimensions)
    served = load("engine", ENGINES, engine)(architecture, protocol.batch_size, device)
    label = f"{arm.name}, seeds {_listed(missing)}"
    job = Job(
        engine=served,
        splits=Splits.load(data_path),
        protocol=protocol,
        runs=_runs(arm, missing),
        on_epoch=Progress(label, protocol.epochs, interval=progress_seconds),
    )
    start = time.perf_counter(), time.process_time()
    outcomes = load("mode", MODES, arm.mode).model_validate(arm.mode_settings).train(job)
    timing = _timing(served, len(missing), start)
    for seed, outcome in zip(missing, outcomes, strict=True):
        write_run(
            paths.run(arm.name, seed),
            arm,
            seed,
            outcome,
            finish(job, outcome),
            architecture=architecture,
            digest=digests[seed],
            timing=timing,
        )
    return missing


def _runs(arm: Arm, seeds: Sequence[int]) -> list[Run]:
    operator = load("operator", OPERATORS, arm.operator).model_validate(arm.operator_settings)
    schedule = None
    if arm.schedule != NO_SCHEDULE:
        schedule = load("schedule", SCHEDULES, arm.schedule).model_validate(arm.schedule_settings)
    return [Run(Streams(arm.root_seed, STUDY, s), arm.operator, operator, schedule) for s in seeds]


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
