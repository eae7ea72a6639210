"""How fast forms of a network really are, against the dense one in the same rounds."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.stats import quantile_test

from evoprune.benchmarks.timing import Block, Spread, Times, by_round, spread
from evoprune.deployment.forms import DENSE
from evoprune.deployment.runtimes import Runner

BATCH_SIZES = (1, 32, 256)
ROUNDS = 11
LEAST_IMAGES = 8
"""Images of one measurement at least: a single one is over before a clock can tell."""


class Speed(NamedTuple):
    """What a form takes with a runtime and a batch size.

    Attributes:
        form: name of the form.
        runtime: name of what ran it.
        batch_size: images at once.
        time: microseconds an image, quartiles over rounds.
        speed_up: time of the dense form over its own, within a round: the median over the rounds.
        low: lower end of the median's 95 % interval; none for fewer than six rounds.
        high: upper end.
    """

    form: str
    runtime: str
    batch_size: int
    time: Spread
    speed_up: float
    low: float | None
    high: float | None


def measured(
    forms: Mapping[str, Mapping[str, Runner]],
    images: np.ndarray,
    rounds: int = ROUNDS,
) -> list[Speed]:
    """Time all forms with all runtimes and batch sizes in turn, again and again.

    Args:
        forms: by name, `dense` among them: what runs it, by name.
        images: as many as the largest batch, float32, shape (images, channels, height, width).
        rounds: how often.
    """
    blocks = {
        (form, runtime, size): _block(runner, images[:size])
        for form, runners in forms.items()
        for runtime, runner in runners.items()
        for size in BATCH_SIZES
    }
    times = by_round(blocks, rounds)
    return [
        Speed(*key, spread(own), *_ratio(times[(DENSE, *key[1:])] / own))
        for key, own in times.items()
    ]


def _block(runner: Runner, images: np.ndarray) -> Block:
    repeats = max(1, LEAST_IMAGES // len(images))
    return Block(repeats * len(images), partial(_repeat, runner, images, repeats))


def _repeat(runner: Runner, images: np.ndarray, times: int) -> None:
    for _ in range(times):
        runner(images)


def _ratio(ratios: Times) -> tuple[float, float | None, float | None]:
    """Median with its distribution-free 95 % interval."""
    middle = float(np.median(ratios))
    if len(ratios) < 6:
        return middle, None, None
    interval = quantile_test(ratios, p=0.5).confidence_interval(0.95)
    return middle, float(interval.low), float(interval.high)
