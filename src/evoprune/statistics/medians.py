"""Difference of two medians with a bootstrap interval."""

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike

RESAMPLES = 9999
MINIMUM_RUNS = 6
"""Below this a resampled median is hardly ever another one than those seen."""


class MedianDifference(NamedTuple):
    """Median of the second sample minus that of the first; no interval for few runs."""

    difference: float
    low: float | None
    high: float | None


def median_difference(first: ArrayLike, second: ArrayLike) -> MedianDifference:
    """Compare two independent samples.

    The interval is the central 95 % of the differences of resampled medians, with resamples drawn
    from a stream of their own, so that it is the same every time.

    Args:
        first: values of the first sample.
        second: values of the second sample.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    difference = float(np.median(b) - np.median(a))
    if min(len(a), len(b)) < MINIMUM_RUNS:
        return MedianDifference(difference, None, None)
    interval = scipy.stats.bootstrap(
        (a, b),
        lambda x, y, axis: np.median(y, axis=axis) - np.median(x, axis=axis),
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.Generator(np.random.Philox(key=1)),
    ).confidence_interval
    return MedianDifference(difference, float(interval.low), float(interval.high))
