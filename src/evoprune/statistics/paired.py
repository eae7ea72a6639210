"""Paired comparisons of runs that share a seed: Hodges-Lehmann effect, exact Wilcoxon test, Holm.

A difference is treatment minus control of one seed, in the unit of the metric. Nothing here
returns NaN: what is undefined is None, which tables show as an empty cell.

Source: spec section 10.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata
from statsmodels.stats.multitest import multipletests

MINIMUM_PAIRS = 6
"""Below this a two-sided exact p cannot reach .05 (2 / 2**5 = .0625), so none is given."""

FloatArray = NDArray[np.float64]


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
    return float(np.median(walsh_averages(differences)))


def hodges_lehmann_interval(
    differences: ArrayLike, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Interval that inverts the exact signed-rank test; None if too few pairs for `confidence`.

    The ends are the k-th smallest and k-th largest Walsh average, where k is the number of rank
    sums that the two-sided test without ties rejects on one side.
    """
    averages = walsh_averages(differences)
    pairs = np.asarray(differences).size
    cumulative = np.cumsum(_null_distribution(np.arange(1, pairs + 1)))
    k = int(np.searchsorted(cumulative, (1 - confidence) / 2, side="right"))
    return (float(averages[k - 1]), float(averages[-k])) if k > 0 else None


def walsh_averages(differences: ArrayLike) -> FloatArray:
    """Sorted means of all pairs i <= j, shape (pairs * (pairs + 1) / 2,)."""
    values = _checked(differences)
    first, second = np.triu_indices(values.size)
    with np.errstate(invalid="ignore"):
        averages = (values[first] + values[second]) / 2
    # Opposite infinities (one run of each arm diverged) cancel.
    return np.sort(np.where(np.isnan(averages), 0.0, averages))


def signed_ranks(differences: ArrayLike) -> FloatArray:
    """Mid-ranks of |differences| with their signs; zeros are ranked, then set to 0 (Pratt)."""
    values = _checked(differences)
    ranks: FloatArray = rankdata(np.abs(values))
    return np.sign(values) * ranks


def exact_wilcoxon(differences: ArrayLike) -> float:
    """Two-sided exact p of the signed-rank test of `differences`, shape (pairs,).

    Zeros by Pratt; ties and zeros enter the null distribution itself, which is computed by
    dynamic programming on doubled mid-ranks (whole numbers). All differences zero: p = 1.
    """
    doubled = np.rint(2 * signed_ranks(differences)).astype(np.int64)
    ranks = np.abs(doubled[doubled != 0])
    larger = max(doubled[doubled > 0].sum(), -doubled[doubled < 0].sum())
    return float(min(1.0, 2 * _null_distribution(ranks)[larger:].sum()))


def holm(ps: Sequence[float]) -> list[float]:
    """Holm-corrected p-values of one family, in the order given."""
    # The default method of multipletests is Holm-Sidak, which assumes independence.
    return [float(p) for p in multipletests(ps, method="holm")[1]] if len(ps) else []


def _null_distribution(ranks: NDArray[np.int64]) -> FloatArray:
    """Probability of each sum 0 .. sum(ranks) when every rank is kept with probability 1/2."""
    probability = np.zeros(int(ranks.sum()) + 1)
    probability[0] = 1.0
    for rank in ranks:
        shifted = np.zeros_like(probability)
        shifted[rank:] = probability[: probability.size - rank]
        probability = (probability + shifted) / 2
    return probability


def _worst_if_diverged(values: Sequence[float]) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(array), np.inf, array)


def _checked(differences: ArrayLike) -> FloatArray:
    values = np.asarray(differences, dtype=np.float64)
    if values.ndim != 1 or values.size == 0 or np.isnan(values).any():
        raise ValueError(f"differences: expected one or more numbers, got {differences!r}")
    return values
