"""Estimates what a config costs, from two epochs timed on this machine."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune.config import Compute, Config
from evoprune.data.splits import Splits
from evoprune.networks import build
from evoprune.registry import load
from evoprune.studies.autoencoder.arm import Arm, SeededArm
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.grid import arms
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import run_of
from evoprune.training.engines import ENGINES
from evoprune.training.job import Job
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

BYTES_OF_A_RECORD = 45
"""Size of an epoch of a cell in `history.parquet`, as measured (compressed)."""


class Plan(NamedTuple):
    """What the arms of one mode cost that share network and data set."""

    mode: str
    environment: str
    dataset: str
    arms: int
    runs: int
    present: int
    jobs: int
    seconds_a_run: float
    cpu_seconds: float
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
    seconds = _seconds_a_step(first, chunk, compute)
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
        seconds_a_run=_steps(first) * seconds,
        cpu_seconds=steps * seconds,
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


def _seconds_a_step(arm: Arm, chunk: int, compute: Compute) -> float:
    """Time of an optimiser step of one network, and of what goes with it, in a job like an arm's.

    Two epochs in the middle of six are timed from within: the first ones compile, and the first and
    the last measure what is measured at few epochs only. Where a GPU computes, time passes on the
    clock; elsewhere other programs do not count.
    """
    reached: dict[int, float] = {}
    now = time.perf_counter if compute.device.startswith("cuda") else time.process_time

    def clock(epochs: int) -> None:
        reached.setdefault(epochs, now())

    mode = load("mode", MODES, arm.mode).model_validate(arm.mode_settings)
    mode.train(_job(arm, chunk, compute, clock))
    steps = _steps(arm) / arm.protocol["epochs"]
    return float((reached[4] - reached[2]) / 2 / chunk / steps)


def _job(arm: Arm, chunk: int, compute: Compute, on_epoch: Callable[[int], None]) -> Job:
    """A job like an arm's on rows of noise, for six epochs."""
    protocol = Protocol.model_validate(arm.protocol | {"epochs": 6})
    name = engine_of(arm, compute.engine, compute.device).name
    architecture = build(arm.environment, arm.dimensions)
    engine = load("engine", ENGINES, name)(
        architecture, protocol.batch_size, compute.device, protocol.objective
    )
    rng, rows = np.random.default_rng(0), arm.dataset_of(0).rows
    noise = rng.integers(0, 2, (rows, arm.dimensions), dtype=np.uint8)
    splits = Splits(train=noise, validation=noise, test=noise)
    return Job(engine, splits, protocol, [run_of(arm, seed) for seed in range(chunk)], on_epoch)
