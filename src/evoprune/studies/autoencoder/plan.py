"""Estimates what a config costs, from a few steps timed on this machine."""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune.config import Config
from evoprune.networks import build
from evoprune.registry import load
from evoprune.studies.autoencoder.arm import SeededArm
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.grid import arms
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES

BYTES_OF_A_RECORD = 45
"""Size of an epoch of a cell in `history.parquet`, as measured (compressed)."""

STEPS = 150


class ModePlan(NamedTuple):
    """What the arms of one mode cost."""

    mode: str
    arms: int
    runs: int
    present: int
    jobs: int
    cpu_seconds: float
    microseconds: float
    megabytes: float


def plan(config: Config, root: Path) -> list[ModePlan]:
    """The cost of what is still to be trained, mode by mode."""
    by_mode: dict[str, list[SeededArm]] = {}
    for seeded in arms(config):
        by_mode.setdefault(seeded.arm.mode, []).append(seeded)
    return [_plan(config, root, mode, seeded) for mode, seeded in by_mode.items()]


def _plan(config: Config, root: Path, mode: str, seeded: list[SeededArm]) -> ModePlan:
    protocol, rows = config.autoencoder.protocol, config.autoencoder.dataset.rows
    cells = getattr(config.autoencoder.modes, mode).cells
    chunk = config.compute.runs_per_job(mode)
    paths = StudyPaths(root)
    runs = [(arm.name, seed) for arm, seeds in seeded for seed in seeds]
    present = sum(paths.run(*run).record.is_file() for run in runs)
    steps = protocol.epochs * -(-rows // protocol.batch_size) * cells
    engine = engine_of(seeded[0].arm, config.compute.engine, config.compute.device).name
    microseconds = _microseconds(config, mode, chunk, engine)
    size = (
        4 * build(config.autoencoder.environment, config.autoencoder.dataset.dimensions).parameters
    )
    return ModePlan(
        mode=mode,
        arms=len(seeded),
        runs=len(runs),
        present=present,
        jobs=sum(len(arm.chunks(chunk)) for arm in seeded),
        cpu_seconds=(len(runs) - present) * steps * microseconds / 1e6,
        microseconds=microseconds,
        megabytes=len(runs) * (size + protocol.epochs * cells * BYTES_OF_A_RECORD) / 1e6,
    )


def _microseconds(config: Config, mode: str, chunk: int, engine_name: str) -> float:
    """Time of one optimiser step of one network in a job of this mode."""
    study = config.autoencoder
    architecture = build(study.environment, study.dataset.dimensions)
    served = load("engine", ENGINES, engine_name)
    engine = served(architecture, study.protocol.batch_size, config.compute.device)
    rng = np.random.default_rng(0)
    stack = engine.stack([architecture.initial(rng) for _ in range(chunk)])
    rows = engine.rows(rng.integers(0, 2, (study.dataset.rows, study.dataset.dimensions)))
    moments = engine.adam(stack) if load("mode", MODES, mode).persistent_moments else None
    batches = rng.integers(0, study.dataset.rows, (STEPS, chunk, study.protocol.batch_size))
    rates = np.full(chunk, study.protocol.learning_rate)
    engine.train(stack, rows, batches[:20], rates, moments=moments)
    start = time.perf_counter()
    engine.train(stack, rows, batches, rates, moments=moments)
    return (time.perf_counter() - start) / STEPS / chunk * 1e6
