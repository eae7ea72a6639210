"""Rank correlations, also with others held fixed, and how reliable a mean of repetitions is."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray


def spearman(first: ArrayLike, second: ArrayLike) -> float | None:
    """Spearman's correlation with mid-ranks; none for fewer than three pairs or a constant side."""
    return _pearson(_ranks(first), _ranks(second))


def kendall(first: ArrayLike, second: ArrayLike) -> float | None:
    """Kendall's tau-b; none for fewer than three pairs or a constant side."""
    if spearman(first, second) is None:
        return None
    return float(scipy.stats.kendalltau(first, second).statistic)


def partial_spearman(
    first: ArrayLike, second: ArrayLike, given: Sequence[ArrayLike]
) -> float | None:
    """Spearman's correlation of what is left of both once ranks of others are regressed out.

    Args:
        first: values, shape (n,).
        second: values, shape (n,).
        given: what is held fixed, each of shape (n,).

    Returns:
        The correlation; none for fewer than three more pairs than what is held fixed, or where
        nothing is left of a side.
    """
    ranks = [_ranks(values) for values in (first, second)]
    n = len(ranks[0])
    if n < len(given) + 3:
        return None
    design = np.column_stack([np.ones(n), *(_ranks(values) for values in given)])
    left = [r - design @ np.linalg.lstsq(design, r, rcond=None)[0] for r in ranks]
    if any(np.abs(rest).max() < 1e-9 * n for rest in left):
        return None
    return _pearson(*left)


def split_half(repetitions: ArrayLike) -> float | None:
    """Reliability of means over repetitions, by the mean over all splits into halves.

    The halves are correlated by Spearman and stepped up to the full number (Spearman-Brown). An odd
    repetition is left out of each split in turn.

    Args:
        repetitions: shape (items, repetitions), at least two of these.
    """
    values = np.asarray(repetitions, dtype=np.float64)
    count = values.shape[1]
    half = count // 2
    found = []
    for chosen in _halves(count, half):
        means = [values[:, list(side)].mean(axis=1) for side in chosen]
        correlation = spearman(*means)
        if correlation is not None:
            # Halves that disagree are not reliable at all; the formula has a pole below.
            found.append(_stepped_up(max(correlation, 0.0), count / half))
    return float(np.mean(found)) if found else None


def _stepped_up(correlation: float, factor: float) -> float:
    """Spearman-Brown: the reliability of `factor` times as many repetitions."""
    return factor * correlation / (1 + (factor - 1) * correlation)


def _halves(count: int, half: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All pairs of disjoint sets of `half` repetitions, each pair once."""
    return [
        (first, second)
        for first in combinations(range(count), half)
        for second in combinations(sorted(set(range(count)) - set(first)), half)
        if first < second
    ]


def _ranks(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(scipy.stats.rankdata(values), dtype=np.float64)


def _pearson(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])
