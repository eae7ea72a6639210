"""Smallest effects that a number of runs shows with a power of 80 %.

All by the t-test of normal values, which Wilcoxon's test follows within some points. The power is
an integral over the mean of the tail of the standard deviation, which unlike the noncentral t of
SciPy and statsmodels is a number also for few runs and small levels.

Source: statistics spec, section 2.3 (minimum detectable effects).
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, norm, t

POWER = 0.8
NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)


def paired_mde(sd: float, pairs: int, alpha: float = 0.05) -> float | None:
    """Smallest mean difference that a two-sided paired t-test shows.

    Args:
        sd: of the paired differences.
        pairs: number of seeds.
        alpha: level of the test; divided by the size of the family for Holm's first step.

    Returns:
        In the unit of `sd`; None for less than two pairs or an SD that is not finite.
    """
    if pairs < 2 or not math.isfinite(sd):
        return None
    return sd * _effect(two_sided_power, pairs - 1, alpha) / math.sqrt(pairs)


def unpaired_mde(sd: float, first: int, second: int, alpha: float = 0.05) -> float | None:
    """Smallest difference of means that a two-sided t-test of independent samples shows.

    Args:
        sd: of the runs within a sample, the same in both.
        first: runs of one sample.
        second: runs of the other.
        alpha: level of the test.

    Returns:
        In the unit of `sd`; None for less than two runs in a sample or an SD that is not finite.
    """
    if min(first, second) < 2 or not math.isfinite(sd):
        return None
    error = math.sqrt(1 / first + 1 / second)
    return sd * _effect(two_sided_power, first + second - 2, alpha) * error


def equivalence_margin(sd: float, pairs: int, alpha: float = 0.05) -> float | None:
    """Smallest margin within which two one-sided paired t-tests place a true difference of zero.

    Args:
        sd: of the paired differences.
        pairs: number of seeds.
        alpha: level of each one-sided test.

    Returns:
        In the unit of `sd`; None for less than two pairs or an SD that is not finite.
    """
    if pairs < 2 or not math.isfinite(sd):
        return None
    return sd * _effect(equivalence_power, pairs - 1, alpha) / math.sqrt(pairs)


def two_sided_power(effect: float, freedom: int, alpha: float) -> float:
    """Power of a two-sided t-test at a true mean of `effect` standard errors."""
    reach = float(norm.isf(1e-15))
    z = reach * NODES
    rejected = chi2.cdf(freedom * ((z + effect) / t.isf(alpha / 2, freedom)) ** 2, freedom)
    return float(reach * (WEIGHTS * norm.pdf(z) * rejected).sum())


def equivalence_power(margin: float, freedom: int, alpha: float) -> float:
    """Power of both one-sided t-tests at a true mean of zero; the margin in standard errors."""
    z = margin * (NODES + 1) / 2
    shown = chi2.cdf(freedom * ((margin - z) / t.isf(alpha, freedom)) ** 2, freedom)
    return float(margin * (WEIGHTS * norm.pdf(z) * shown).sum())


def _effect(power: Callable[[float, int, float], float], freedom: int, alpha: float) -> float:
    """The effect, in standard errors, that has the wanted power."""
    upper = 1.0
    while power(upper, freedom, alpha) < POWER:
        upper *= 2
    return float(brentq(lambda effect: power(effect, freedom, alpha) - POWER, 0.0, upper))
