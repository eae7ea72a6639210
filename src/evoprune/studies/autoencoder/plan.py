"""Estimates what a config costs, from a few steps timed on this machine."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune.config import Compute, Config
from evoprune.networks import build
from evoprune.registry import load
from evoprune.studies.autoencoder.arm import Arm, SeededArm
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.grid import arms
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

BYTES_OF_A_RECORD = 45
"""Size of an epoch of a cell in `history.parquet`, as measured (compressed)."""

STEPS = 150


class Plan(NamedTuple):
    """What the arms of one mode cost that share network and data set."""

    mode: str
    environment: str
    dataset: str
    arms: int
    runs: int
    present: int
    jobs: int
    cpu_seconds: float
    microseconds: float
    megabytes: float


def plan(config: Config, root: Path) -> list[Plan]:
    """The cost of what is still to be trained."""
    alike: dict[tuple[str, str, str], list[SeededArm]] = {}
    for seeded in arms(config):
        arm = seeded.arm
        alike.setdefault((arm.mode, arm.environment, arm.dataset), []).append(seeded)
    return [_plan(config.compute, root, seeded) for seeded in alike.values()]


def _plan(compute: Compute, root: Path, seeded: Sequence[SeededArm]) -> Plan:
    """The cost of arms of one mode, network and data set."""
    first, paths = seeded[0].arm, StudyPaths(root)
    chunk = compute.runs_per_job(first.mode)
    microseconds = _microseconds(first, chunk, compute)
    there = {
        arm.name: sum(paths.run(arm.name, seed).record.is_file() for seed in seeds)
        for arm, seeds in seeded
    }
    steps = sum(_steps(arm) * (len(seeds) - there[arm.name]) for arm, seeds in seeded)
    return Plan(
        mode=first.mode,
        environment=first.environment,
        dataset=first.dataset,
        arms=len(seeded),
        runs=sum(len(seeds) for _, seeds in seeded),
        present=sum(there.values()),
        jobs=sum(len(arm.chunks(chunk)) for arm in seeded),
        cpu_seconds=steps * microseconds / 1e6,
        microseconds=microseconds,
        megabytes=sum(_bytes(arm) * len(seeds) for arm, seeds in seeded) / 1e6,
    )


def _steps(arm: Arm) -> int:
    """Optimiser steps of a run, of all its networks."""
    protocol, rows = Protocol.model_validate(arm.protocol), arm.dataset_of(0).rows
    batches = -(-rows // protocol.batch_size)
    visits: int = load("mode", MODES, arm.mode).model_validate(arm.mode_settings).passes
    return int(protocol.epochs * batches * visits)


def _bytes(arm: Arm) -> int:
    """Size of a run's files."""
    model = 4 * build(arm.environment, arm.dimensions).parameters
    return model + int(arm.protocol["epochs"]) * arm.cells * BYTES_OF_A_RECORD


def _microseconds(arm: Arm, chunk: int, compute: Compute) -> float:
    """Time of one optimiser step of one network in a job like that of an arm."""
    architecture, size = build(arm.environment, arm.dimensions), arm.protocol["batch_size"]
    name = engine_of(arm, compute.engine, compute.device).name
    engine = load("engine", ENGINES, name)(architecture, size, compute.device)
    rng, count = np.random.default_rng(0), arm.dataset_of(0).rows
    stack = engine.stack([architecture.initial(rng) for _ in range(chunk)])
    rows = engine.rows(rng.integers(0, 2, (count, arm.dimensions)))
    mode = load("mode", MODES, arm.mode).model_validate(arm.mode_settings)
    moments = engine.adam(stack) if mode.persistent_moments else None
    batches = rng.integers(0, count, (STEPS, chunk, size))
    rates = np.full(chunk, 1e-5)
    engine.train(stack, rows, batches[:20], rates, moments=moments)
    start = time.perf_counter()
    engine.train(stack, rows, batches, rates, moments=moments)
    return (time.perf_counter() - start) / STEPS / chunk * 1e6
