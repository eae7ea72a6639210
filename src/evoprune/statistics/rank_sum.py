"""Exact rank-sum tests of two independent samples and the shift between them.

Every split of the runs into the two groups is equally likely under the null hypothesis. The
distribution of the rank sum over all splits, ties included, comes from dynamic programming on
doubled mid-ranks, never from draws: about a millisecond for 60 runs in all, a second for 200.

Source: statistics spec, section 2.4 (what to do where a test is undefined).
"""

from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import ArrayLike

from evoprune.statistics.samples import FloatArray, finite, median, numbers


def rank_sum(first: ArrayLike, second: ArrayLike) -> float:
    """Two-sided exact p: twice the smaller tail, at most 1; all values the same: p = 1."""
    return min(1.0, 2 * min(rank_sum_less(first, second), rank_sum_greater(first, second)))


def rank_sum_less(first: ArrayLike, second: ArrayLike, shift: float = 0.0) -> float:
    """One-sided exact p of first - second >= shift against < shift.

    Args:
        first: shape (runs,).
        second: shape (other runs,), independent of the first.
        shift: in their unit.

    Raises:
        ValueError: if a sample is empty or has a NaN, or the shift is not finite.
    """
    a = numbers(first, "first sample") - finite(shift, "shift")
    ranks = scipy.stats.rankdata(np.concatenate([a, numbers(second, "second sample")]))
    doubled = np.rint(2 * ranks).astype(np.int64)
    # In lowest terms and sorted: samples without ties share one cached distribution.
    whole = doubled // np.gcd.reduce(doubled)
    null = null_distribution(tuple(np.sort(whole).tolist()), a.size)
    return min(1.0, float(null[: whole[: a.size].sum() + 1].sum()))


def rank_sum_greater(first: ArrayLike, second: ArrayLike, shift: float = 0.0) -> float:
    """One-sided exact p of first - second <= shift against > shift."""
    return rank_sum_less(-numbers(first, "first sample"), -numbers(second, "second sample"), -shift)


def hodges_lehmann_shift(first: ArrayLike, second: ArrayLike) -> float:
    """Median of all pairwise differences first - second, in the unit of the samples."""
    return median(pairwise_differences(first, second))


def shift_interval(
    first: ArrayLike, second: ArrayLike, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Interval of the shift that inverts the exact rank-sum test; None if there are too few runs.

    The ends are the k-th smallest and k-th largest pairwise difference, where k is the number of
    values of Mann and Whitney's U that the two-sided test without ties rejects on one side.
    """
    differences = pairwise_differences(first, second)
    runs, others = np.size(first), np.size(second)
    null = null_distribution(tuple(range(1, runs + others + 1)), runs)
    cumulative = np.cumsum(null[runs * (runs + 1) // 2 :])
    # Tails such as 1/20 are multiples of 1 / number of splits, so they can equal the level.
    level = (1 - confidence) / 2 + 1e-12
    k = int(np.searchsorted(cumulative, level, side="right"))
    return (float(differences[k - 1]), float(differences[-k])) if k > 0 else None


def pairwise_differences(first: ArrayLike, second: ArrayLike) -> FloatArray:
    """Sorted differences of every run of the first from every one of the second."""
    a, b = numbers(first, "first sample"), numbers(second, "second sample")
    with np.errstate(invalid="ignore"):
        # Runs that diverged in both samples tie.
        table = np.where(a[:, None] == b, 0.0, a[:, None] - b)
    return np.sort(table, axis=None)


@lru_cache(maxsize=64)
def null_distribution(ranks: tuple[int, ...], chosen: int) -> FloatArray:
    """Probability of each sum 0 .. sum(ranks) of `chosen` ranks drawn without replacement."""
    splits = np.zeros((chosen + 1, sum(ranks) + 1))
    splits[0, 0] = 1.0
    for rank in ranks:
        splits[1:, rank:] += splits[:-1, : splits.shape[1] - rank]
    probability: FloatArray = splits[chosen] / splits[chosen].sum()
    probability.setflags(write=False)
    return probability
