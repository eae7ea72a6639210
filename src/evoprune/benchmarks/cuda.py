"""Speed of the torch engine by the size of its stacks, and what the published study would take."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import torch

from evoprune.benchmarks import machine
from evoprune.networks import build
from evoprune.registry import load
from evoprune.training.engines.torch.engine import TorchEngine
from evoprune.training.modes import MODES

SIZES = (1, 8, 64, 256, 660, 1980)
"""Networks of a stack: 660 runs in canonical mode, or thrice as many visits of as many rings."""

STUDY_STEPS = {"canonical": 660 * 80_000, "lipi": 660 * 800_000}
"""Optimiser steps of single networks in the published study: runs times steps of a run."""

STEPS, BATCH = 200, 5
"""Steps of an epoch and rows of a batch, as published."""


class Speed(NamedTuple):
    """How fast stacks of one size train.

    Attributes:
        mode: training mode.
        networks: size of the stack S.
        microseconds: time of one step of one network.
        study_minutes: time of all steps of the published study in this mode at this speed, without
            what a mode does between epochs.
    """

    mode: str
    networks: int
    microseconds: float
    study_minutes: float


def measure(
    device: str = "cuda", sizes: Sequence[int] = SIZES, *, dimensions: int = 1000, calls: int = 5
) -> list[Speed]:
    """Time epochs of both modes on one device.

    Args:
        device: as in the config.
        sizes: sizes of stacks.
        dimensions: values of a data row D.
        calls: epochs that are timed, after one that prepares; their median counts.

    Raises:
        ConfigError: there is no such device.
    """
    engine = TorchEngine(build("plain", dimensions), BATCH, device)
    speeds = []
    for mode, study_steps in STUDY_STEPS.items():
        for networks in sizes:
            seconds = _median_seconds(_epoch(engine, mode, networks), calls)
            microseconds = seconds / STEPS / networks * 1e6
            speeds.append(Speed(mode, networks, microseconds, study_steps * microseconds / 60e6))
    return speeds


def table(speeds: Sequence[Speed]) -> str:
    """Speeds as lines of text."""
    lines = [f"{'mode':10}{'networks':>10}{'us/step/network':>18}{'study, minutes':>17}"]
    for mode, networks, microseconds, minutes in speeds:
        lines.append(f"{mode:10}{networks:10}{microseconds:18.3f}{minutes:17.1f}")
    return "\n".join(lines)


def page(device: str, speeds: Sequence[Speed]) -> str:
    """The table as a page of Markdown that says what it was measured on."""
    name = torch.cuda.get_device_name(device) if device.startswith("cuda") else machine.processor()
    title = f"The torch engine by size of its stacks, on {name} ({machine.versions()})."
    return f"{title}\n\n```text\n{table(speeds)}\n```\n"


def _epoch(engine: TorchEngine, mode: str, networks: int) -> Callable[[], object]:
    """What trains a stack for an epoch; it returns when the losses are on the host."""
    rng = np.random.default_rng(0)
    rows = engine.rows(rng.integers(0, 2, (STEPS * BATCH, engine.architecture.layers[0].inputs)))
    stack = engine.stack([engine.architecture.initial(rng)]).take([0] * networks)
    moments = engine.adam(stack) if load("mode", MODES, mode)().persistent_moments else None
    batches = rng.integers(0, len(rows), (STEPS, networks, BATCH))
    rates = np.full(networks, 1e-5)
    return lambda: engine.train(stack, rows, batches, rates, moments=moments)


def _median_seconds(epoch: Callable[[], object], calls: int) -> float:
    epoch()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        epoch()
        times.append(time.perf_counter() - start)
    return median(times)
