"""Rates of successes or failures among runs: exact intervals and tests on counts.

Source: statistics spec, section 2.4 (claims on rates).
"""

from typing import NamedTuple

import scipy

from evoprune.statistics.samples import MINIMUM_RUNS


class RateComparison(NamedTuple):
    """Rate of the first group minus that of the second; None where undefined.

    Attributes:
        difference: from -1 to 1.
        low: lower end of the 95 % interval by Newcombe's hybrid score method.
        high: upper end.
        p: two-sided by Fisher's exact test; None if a group has fewer than six runs.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None


def clopper_pearson(
    successes: int, trials: int, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Exact two-sided interval of a rate; None without trials.

    An end of the interval for 1 - 2a is the exact one-sided limit for 1 - a: `confidence=.9` has
    the one-sided 95 % limits as its ends.

    Raises:
        ValueError: if the counts are impossible.
    """
    _check(successes, trials)
    if trials == 0:
        return None
    interval = scipy.stats.binomtest(successes, trials).proportion_ci(confidence, method="exact")
    return float(interval.low), float(interval.high)


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p for paired outcomes; no discordant pair: p = 1.

    Withhold it below six pairs: concordant pairs do not enter, so that it cannot tell.

    Args:
        only_first: pairs in which only the first arm succeeded.
        only_second: pairs in which only the second did.
    """
    discordant = only_first + only_second
    _check(only_first, discordant)
    return float(scipy.stats.binomtest(only_first, discordant).pvalue) if discordant else 1.0


def fisher(successes: int, trials: int, other_successes: int, other_trials: int) -> RateComparison:
    """Compare the rates of two independent groups.

    Raises:
        ValueError: if the counts are impossible.
    """
    _check(successes, trials)
    _check(other_successes, other_trials)
    if min(trials, other_trials) == 0:
        return RateComparison(None, None, None, None)
    # Many tables have rates and compare none: the library alone takes them a second.
    from statsmodels.stats.proportion import confint_proportions_2indep

    difference = successes / trials - other_successes / other_trials
    low, high = confint_proportions_2indep(
        successes, trials, other_successes, other_trials, method="newcomb", compare="diff"
    )
    table = [[successes, trials - successes], [other_successes, other_trials - other_successes]]
    enough = min(trials, other_trials) >= MINIMUM_RUNS
    p = float(scipy.stats.fisher_exact(table)[1]) if enough else None
    # Rounding can carry an end past what a difference of rates can be.
    return RateComparison(difference, max(-1.0, float(low)), min(1.0, float(high)), p)


def _check(successes: int, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"counts: expected 0 <= successes <= trials, got {successes} of {trials}")
