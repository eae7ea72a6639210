"""Times pieces of work in turn, so that what disturbs the machine disturbs all alike."""

import time
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np

Key = TypeVar("Key", bound=Hashable)


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
    """Time every block once a round.

    Args:
        blocks: what to time, in this order in every round.
        rounds: how often.
        clock: seconds. CPU time of the thread by default: wall time would count what other
            programs do on the core in between.
    """
    for block in blocks.values():
        block.work()
    seconds: dict[Key, list[float]] = {key: [] for key in blocks}
    for _ in range(rounds):
        for key, block in blocks.items():
            start = clock()
            block.work()
            seconds[key].append(clock() - start)
    return {key: _spread(seconds[key], block.units) for key, block in blocks.items()}


def _spread(seconds: list[float], units: int) -> Spread:
    low, median, high = np.quantile(seconds, (0.25, 0.5, 0.75)) / units * 1e6
    return Spread(float(low), float(median), float(high))
