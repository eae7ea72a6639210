"""One-sided t-tests against a margin that always give a number, also for diverged runs.

An infinite value on the wrong side of the margin makes p 1, since the mean is infinite too; one on
the right side is left out. Without any spread p is 0 if the mean lies strictly on the right side
and 1 otherwise. SciPy gives NaN or a warning in these cases.
"""

import math

import numpy as np
import scipy

from evoprune.statistics.samples import FloatArray, is_constant


def mean_below(differences: FloatArray, margin: float) -> float:
    """One-sided p of mean >= margin against mean < margin, by the one-sample t-test.

    Args:
        differences: shape (pairs,), in the unit of the margin.
        margin: a finite number.
    """
    if np.isposinf(differences).any():
        return 1.0
    values = differences[np.isfinite(differences)]
    if is_constant(values):
        return 0.0 if (values < margin).all() else 1.0
    error = float(np.std(values, ddof=1)) / math.sqrt(values.size)
    return _lower_tail(float(values.mean()) - margin, error, values.size - 1)


def difference_below(first: FloatArray, second: FloatArray, margin: float) -> float:
    """One-sided p of a difference of means (first - second) >= margin against < margin, by Welch.

    A single finite run beside others that vary has no spread of its own, so that p is 1.

    Args:
        first: shape (runs,).
        second: shape (other runs,), independent of the first.
        margin: a finite number.
    """
    if np.isposinf(first).any() or np.isneginf(second).any():
        return 1.0
    a, b = first[np.isfinite(first)], second[np.isfinite(second)]
    if min(a.size, b.size) == 0:
        return 0.0
    if is_constant(a) and is_constant(b):
        return 0.0 if a[0] - b[0] < margin else 1.0
    if min(a.size, b.size) == 1:
        return 1.0
    errors = np.array([np.var(a, ddof=1) / a.size, np.var(b, ddof=1) / b.size])
    freedom = errors.sum() ** 2 / (errors**2 / [a.size - 1, b.size - 1]).sum()
    return _lower_tail(a.mean() - b.mean() - margin, math.sqrt(errors.sum()), freedom)


def _lower_tail(distance: float, error: float, freedom: float) -> float:
    """P(T <= distance / error); the limit where the spread is lost to rounding."""
    if error == 0:
        return 0.0 if distance < 0 else 1.0
    return float(scipy.stats.t.cdf(distance / error, freedom))
