"""Paired comparisons of runs that share a seed: Hodges-Lehmann effect with the exact Wilcoxon test.

A difference is treatment minus control of one seed, in the unit of the metric. Nothing here
returns NaN: what is undefined is None, which tables show as an empty cell.

Source: spec section 10; statistics spec, section 2.4.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evoprune.statistics.samples import FloatArray, median, numbers
from evoprune.statistics.signed_rank import exact_wilcoxon, null_distribution

MINIMUM_PAIRS = 6
"""Below this a two-sided exact p cannot reach .05 (2 / 2**5 = .0625), so none is given."""


class PairedComparison(NamedTuple):
    """Treatment against control over `pairs` common seeds; None where undefined.

    The effect or an end of its interval is infinite if diverged runs decide it.
    """

    pairs: int
    effect: float | None
    low: float | None
    high: float | None
    p: float | None


def compare(treatment: Mapping[int, float], control: Mapping[int, float]) -> PairedComparison:
    """Compare two arms by seed on a metric where lower is better.

    A NaN is a diverged run: it keeps its seed and takes the worst rank (both diverged: a tie).

    Args:
        treatment: metric by seed.
        control: metric by seed; seeds that only one arm has are left out.

    Returns:
        Effect with its 95 % interval in the metric's unit, and p from `MINIMUM_PAIRS` pairs on.
    """
    differences = paired_differences(treatment, control)
    if differences.size == 0:
        return PairedComparison(0, None, None, None, None)
    interval = hodges_lehmann_interval(differences)
    p = exact_wilcoxon(differences) if differences.size >= MINIMUM_PAIRS else None
    low, high = interval if interval is not None else (None, None)
    return PairedComparison(differences.size, hodges_lehmann(differences), low, high, p)


def paired_differences(treatment: Mapping[int, float], control: Mapping[int, float]) -> FloatArray:
    """Differences over the common seeds by seed, shape (pairs,); infinite if one run diverged."""
    seeds = sorted(treatment.keys() & control.keys())
    first, second = (_worst_if_diverged([arm[s] for s in seeds]) for arm in (treatment, control))
    with np.errstate(invalid="ignore"):
        return np.where(first == second, 0.0, first - second)


def hodges_lehmann(differences: ArrayLike) -> float:
    """Median of the Walsh averages of `differences`, shape (pairs,), in their unit."""
    return median(walsh_averages(differences))


def hodges_lehmann_interval(
    differences: ArrayLike, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Interval that inverts the exact signed-rank test; None if too few pairs for `confidence`.

    The ends are the k-th smallest and k-th largest Walsh average, where k is the number of rank
    sums that the two-sided test without ties rejects on one side.
    """
    averages = walsh_averages(differences)
    pairs = np.asarray(differences).size
    cumulative = np.cumsum(null_distribution(tuple(range(1, pairs + 1))))
    k = int(np.searchsorted(cumulative, (1 - confidence) / 2, side="right"))
    return (float(averages[k - 1]), float(averages[-k])) if k > 0 else None


def walsh_averages(differences: ArrayLike) -> FloatArray:
    """Sorted means of all pairs i <= j, shape (pairs * (pairs + 1) / 2,)."""
    values = numbers(differences, "differences")
    first, second = np.triu_indices(values.size)
    with np.errstate(invalid="ignore"):
        averages = (values[first] + values[second]) / 2
    # Opposite infinities (one run of each arm diverged) cancel.
    return np.sort(np.where(np.isnan(averages), 0.0, averages))


def _worst_if_diverged(values: Sequence[float]) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(array), np.inf, array)
