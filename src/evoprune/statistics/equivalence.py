"""Paired equivalence and non-inferiority: is a difference within margins that were fixed before?

Two tests have to pass, the t-test of the mean and the exact signed-rank test, so p is the larger of
theirs. A difference is treatment minus control; the margins have its unit and their signs.

Source: statistics spec, section 2.4 (Schuirmann's two one-sided tests).
"""

from typing import NamedTuple

from numpy.typing import ArrayLike

from evoprune.statistics.paired import MINIMUM_PAIRS, hodges_lehmann_interval
from evoprune.statistics.samples import finite, is_constant, numbers
from evoprune.statistics.signed_rank import wilcoxon_less
from evoprune.statistics.t_tests import mean_below

CONFIDENCE = 0.90
"""Of the two-sided interval that lies within the margins if one-sided tests at .05 pass."""

Ends = tuple[float, float] | None


class Equivalence(NamedTuple):
    """Evidence that a difference lies within its margins; None where undefined.

    Attributes:
        p_t: of the t-test; None without spread, where nothing is tested.
        p_wilcoxon: of the rank test; None without spread.
        p: the larger of both; without spread 0.0 if strictly within the margins, else 1.0.
        low: lower end of the 90 % Hodges-Lehmann interval.
        high: upper end.
    """

    p_t: float | None
    p_wilcoxon: float | None
    p: float | None
    low: float | None
    high: float | None


def tost(differences: ArrayLike, low_margin: float, high_margin: float) -> Equivalence:
    """Two one-sided tests of low_margin < location < high_margin.

    Args:
        differences: shape (pairs,); no p below `MINIMUM_PAIRS`.
        low_margin: in their unit.
        high_margin: in their unit, above the low one.

    Raises:
        ValueError: if the margins are not finite and in order, or a difference is NaN.
    """
    above, below = (
        non_inferior_high(differences, low_margin),
        non_inferior(differences, high_margin),
    )
    return both(above, below, low_margin, high_margin)


def non_inferior(differences: ArrayLike, margin: float) -> Equivalence:
    """Test of location < margin: not worse by the margin where lower is better.

    With diverged runs: +inf cannot pass the t-test; -inf is left out of it and ranks best.
    """
    values, limit = numbers(differences, "differences"), finite(margin, "margin")
    ends = hodges_lehmann_interval(values, CONFIDENCE)
    if values.size < MINIMUM_PAIRS:
        return equivalence(None, None, ends)
    if is_constant(values):
        return certain(bool(values[0] < limit), ends)
    return equivalence(mean_below(values, limit), wilcoxon_less(values, limit), ends)


def non_inferior_high(differences: ArrayLike, margin: float) -> Equivalence:
    """Test of location > margin: not worse by the margin (below 0) where higher is better."""
    return mirrored(non_inferior(-numbers(differences, "differences"), -margin))


def equivalence(p_t: float | None, p_rank: float | None, ends: Ends) -> Equivalence:
    """Both tests of one side; p is the larger of theirs."""
    p = None if p_t is None or p_rank is None else max(p_t, p_rank)
    return Equivalence(p_t, p_rank, p, *(ends or (None, None)))


def certain(within: bool, ends: Ends) -> Equivalence:
    """What needs no test, since nothing varies."""
    return equivalence(None, None, ends)._replace(p=0.0 if within else 1.0)


def mirrored(result: Equivalence) -> Equivalence:
    """The same evidence on differences of the opposite sign."""
    low, high = result.low, result.high
    return result._replace(low=None if high is None else -high, high=None if low is None else -low)


def both(
    above: Equivalence, below: Equivalence, low_margin: float, high_margin: float
) -> Equivalence:
    """The conjunction of both sides: the larger p of each test."""
    if not low_margin < high_margin:
        raise ValueError(f"margins: expected low < high, got {low_margin} and {high_margin}")
    one, other = above[:3], below[:3]
    p_t, p_rank, p = (
        None if a is None or b is None else max(a, b) for a, b in zip(one, other, strict=True)
    )
    return Equivalence(p_t, p_rank, p, below.low, below.high)
