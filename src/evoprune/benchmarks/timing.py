"""Times pieces of work in turn, so that what disturbs the machine disturbs all alike."""

import time
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
Times = NDArray[np.float64]
"""Microseconds of a unit in each round, shape (rounds,)."""


class Block(NamedTuple):
    """What is timed at once.

    Attributes:
        units: how often it does what a time is given for.
        work: does it; called once before anything is timed.
    """

    units: int
    work: Callable[[], object]


class Spread(NamedTuple):
    """Quartiles over the rounds of the time of one unit, in microseconds."""

    low: float
    median: float
    high: float


def interleaved(
    blocks: Mapping[Key, Block], rounds: int, clock: Callable[[], float] = time.thread_time
) -> dict[Key, Spread]:
    """Time every block once a round; quartiles over the rounds.

    Args:
        blocks: what to time, in this order in every round.
        rounds: how often.
        clock: seconds; see `by_round`.
    """
    return {key: spread(times) for key, times in by_round(blocks, rounds, clock).items()}


def by_round(
    blocks: Mapping[Key, Block], rounds: int, clock: Callable[[], float] = time.thread_time
) -> dict[Key, Times]:
    """Time every block once a round; times of one round can be compared with each other.

    Args:
        blocks: what to time, in this order in every round.
        rounds: how often.
        clock: seconds. CPU time of the thread by default: wall time would count what other
            programs do on the core in between.

    Returns:
        Microseconds of a unit in each round, shape (rounds,).
    """
    for block in blocks.values():
        block.work()
    seconds: dict[Key, list[float]] = {key: [] for key in blocks}
    for _ in range(rounds):
        for key, block in blocks.items():
            start = clock()
            block.work()
            seconds[key].append(clock() - start)
    return {key: np.array(seconds[key]) / block.units * 1e6 for key, block in blocks.items()}


def spread(times: Times) -> Spread:
    """Quartiles of the times of some rounds."""
    low, median, high = np.quantile(times, (0.25, 0.5, 0.75))
    return Spread(float(low), float(median), float(high))
