"""Comparisons of independent samples: Hodges-Lehmann shift, Brunner-Munzel or the exact rank sum.

The test of Brunner and Munzel allows unequal spreads, but has no answer for groups that do not
overlap or do not vary, and is too liberal for small ones. There the exact rank-sum test stands in.
The order of the samples and the sign of differences are first (treatment) minus second (control).

Source: statistics spec, sections 2.3 (error rates) and 2.4 (what to do where a test is undefined).
"""

from typing import Literal, NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike

from evoprune.statistics.equivalence import (
    CONFIDENCE,
    Equivalence,
    both,
    certain,
    equivalence,
    mirrored,
)
from evoprune.statistics.rank_sum import (
    hodges_lehmann_shift,
    rank_sum,
    rank_sum_greater,
    rank_sum_less,
    shift_interval,
)
from evoprune.statistics.samples import MINIMUM_RUNS, FloatArray, finite, is_constant, numbers
from evoprune.statistics.t_tests import difference_below

STUDENTISED_RUNS = 10
"""Fewer in a group and Brunner and Munzel's t-approximation is too liberal (to .065 at .05)."""

BRUNNER_MUNZEL, RANK_SUM = "Brunner-Munzel", "exact rank sum"

Alternative = Literal["two-sided", "less", "greater"]
EXACT = {"two-sided": rank_sum, "less": rank_sum_less, "greater": rank_sum_greater}


class UnpairedComparison(NamedTuple):
    """Treatment against control without common seeds; None where undefined.

    Attributes:
        first_runs: of the treatment.
        second_runs: of the control.
        effect: Hodges-Lehmann shift in the unit of the metric.
        low: lower end of its 95 % interval, which inverts the exact rank-sum test.
        high: upper end.
        p: two-sided; None if a group has fewer than six runs.
        test: what gave p.
    """

    first_runs: int
    second_runs: int
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    test: str | None


def compare(treatment: ArrayLike, control: ArrayLike) -> UnpairedComparison:
    """Compare two arms that share no seeds; infinite values are diverged runs.

    The interval assumes equal spreads, p does not (if by Brunner-Munzel): near the level of the
    test one may exclude 0 where the other does not reject.

    Raises:
        ValueError: if a value is NaN.
    """
    runs, others = np.size(treatment), np.size(control)
    if min(runs, others) == 0:
        return UnpairedComparison(runs, others, None, None, None, None, None)
    first, second = numbers(treatment, "treatment"), numbers(control, "control")
    low, high = shift_interval(first, second) or (None, None)
    p, test = rank_test(first, second) if min(runs, others) >= MINIMUM_RUNS else (None, None)
    return UnpairedComparison(runs, others, hodges_lehmann_shift(first, second), low, high, p, test)


def rank_test(
    first: FloatArray, second: FloatArray, alternative: Alternative = "two-sided"
) -> tuple[float, str]:
    """p of stochastic equality and the name of the test; `less`: the first tends to be smaller."""
    if not _studentised(first, second):
        return EXACT[alternative](first, second), RANK_SUM
    # Ranks say the same and are finite.
    ranks = scipy.stats.rankdata(np.concatenate([first, second]))
    result = scipy.stats.brunnermunzel(
        ranks[: first.size], ranks[first.size :], alternative=alternative
    )
    return float(result.pvalue), BRUNNER_MUNZEL


def tost(first: ArrayLike, second: ArrayLike, low_margin: float, high_margin: float) -> Equivalence:
    """Two one-sided tests of low_margin < first - second < high_margin.

    As `equivalence.tost`, with Welch's t-test and `rank_test` of shifted samples.
    """
    above = non_inferior_high(first, second, low_margin)
    return both(above, non_inferior(first, second, high_margin), low_margin, high_margin)


def non_inferior(first: ArrayLike, second: ArrayLike, margin: float) -> Equivalence:
    """Test of first - second < margin: not worse by the margin where lower is better."""
    a, b = numbers(first, "first sample"), numbers(second, "second sample")
    limit = finite(margin, "margin")
    ends = shift_interval(a, b, CONFIDENCE)
    if min(a.size, b.size) < MINIMUM_RUNS:
        return equivalence(None, None, ends)
    if is_constant(a) and is_constant(b):
        return certain(bool(a[0] < b[0] + limit), ends)
    return equivalence(difference_below(a, b, limit), rank_test(a - limit, b, "less")[0], ends)


def non_inferior_high(first: ArrayLike, second: ArrayLike, margin: float) -> Equivalence:
    """Test of first - second > margin: not worse by the margin (below 0) where higher is better."""
    a, b = numbers(first, "first sample"), numbers(second, "second sample")
    return mirrored(non_inferior(-a, -b, -margin))


def _studentised(first: FloatArray, second: FloatArray) -> bool:
    """Whether both groups are large enough, vary and overlap."""
    overlap = first.min() <= second.max() and second.min() <= first.max()
    varied = not is_constant(first) and not is_constant(second)
    return bool(overlap and varied and min(first.size, second.size) >= STUDENTISED_RUNS)
