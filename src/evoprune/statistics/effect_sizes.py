"""Effect sizes with 95 % intervals; None where undefined.

Differences and samples are oriented by the caller: a positive difference, or a larger value of the
first sample, is what a win counts.

Source: statistics spec, section 2.4; coverage of the intervals, section 2.3.
"""

import math
import warnings
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike

from evoprune.randomness import Streams
from evoprune.statistics.rates import clopper_pearson
from evoprune.statistics.samples import MINIMUM_RUNS, FloatArray, is_constant, numbers

RESAMPLES = 9999


class Interval(NamedTuple):
    """A value with the ends of its 95 % interval; None where undefined."""

    value: float | None
    low: float | None
    high: float | None


class Rate(NamedTuple):
    """Wins among pairs; the ends of the 95 % interval are of the rate among pairs without a tie."""

    wins: int
    ties: int
    pairs: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """Share of wins among pairs without a tie."""
        decided = self.pairs - self.ties
        return self.wins / decided if decided else None


def a12(first: ArrayLike, second: ArrayLike) -> Interval:
    """Probability that a value of the first sample is larger; ties count half (Vargha, Delaney).

    The interval is a t-interval on the logit scale with the variance of Brunner and Munzel, so that
    it stays within 0 and 1. There is none for two samples of one and the same value.

    At complete separation the smaller group holds m disjoint pairs, all of them won: the interval
    runs from the exact (Clopper-Pearson) limit of m wins in m pairs to 1, or the mirror image.

    Args:
        first: shape (runs,), infinite where a run diverged.
        second: shape (other runs,), independent of the first.

    Raises:
        ValueError: if a sample is empty or has a NaN.
    """
    a, b = numbers(first, "first sample")[:, None], numbers(second, "second sample")
    won = (a > b) + 0.5 * (a == b)
    value = float(won.mean())
    if value in (0.0, 1.0):
        pairs = min(won.shape)
        low, high = clopper_pearson(round(value * pairs), pairs) or (None, None)
        return Interval(value, low, high)
    return Interval(value, *(_logit_interval(value, won) or (None, None)))


def win_rate(differences: ArrayLike) -> Rate:
    """Pairs with a positive difference; ties are counted apart and left out of the interval.

    Args:
        differences: shape (pairs,), signed so that positive is a win.
    """
    values = numbers(differences, "differences")
    wins, ties = int((values > 0).sum()), int((values == 0).sum())
    interval = clopper_pearson(wins, values.size - ties)
    return Rate(wins, ties, values.size, *(interval or (None, None)))


def d_z(differences: ArrayLike) -> float | None:
    """Mean of the finite differences in their standard deviations; None without any spread."""
    values = numbers(differences, "differences")
    values = values[np.isfinite(values)]
    if is_constant(values) or (sd := float(np.std(values, ddof=1))) == 0:
        return None
    return float(values.mean()) / sd


def iqm(values: ArrayLike, key: str) -> Interval:
    """Mean of the middle half of the finite values, with its 95 % interval.

    The interval is BCa; where that is undefined, of percentiles; None for fewer than six finite
    values or if resamples do not vary.

    Args:
        values: shape (runs,), infinite where a run diverged (`excluded` counts these).
        key: what the interval is of, e.g. the name of a claim; the same key draws the same
            resamples every time.

    Raises:
        ValueError: if there are no values or a NaN among them.
    """
    there = numbers(values, "values")
    there = there[np.isfinite(there)]
    if there.size == 0:
        return Interval(None, None, None)
    low, high = _bootstrap_interval(there, key) or (None, None)
    return Interval(float(scipy.stats.trim_mean(there, 0.25)), low, high)


def excluded(values: ArrayLike) -> int:
    """How many values `iqm` leaves out: those that are infinite."""
    return int(np.isinf(numbers(values, "values")).sum())


def _logit_interval(value: float, won: FloatArray) -> tuple[float, float] | None:
    """Ends of the interval of the mean of `won`, shape (runs, other runs); None without spread."""
    if min(won.shape) < 2:
        return None
    parts = np.array([np.var(won.mean(axis=1 - i), ddof=1) / won.shape[i] for i in (0, 1)])
    variance = float(parts.sum())
    if variance == 0:
        return None
    freedom = variance**2 / (parts**2 / (np.array(won.shape) - 1)).sum()
    logit = math.log(value / (1 - value))
    reach = float(scipy.stats.t.ppf(0.975, freedom)) * math.sqrt(variance) / (value * (1 - value))
    return _expit(logit - reach), _expit(logit + reach)


def _expit(x: float) -> float:
    return 0.5 * (1 + math.tanh(x / 2))


def _bootstrap_interval(values: FloatArray, key: str) -> tuple[float, float] | None:
    if values.size < MINIMUM_RUNS:
        return None
    for method in ("BCa", "percentile"):
        low, high = _resampled(values, key, method)
        if np.isfinite([low, high]).all() and low < high:
            return low, high
    return None


def _resampled(values: FloatArray, key: str, method: str) -> tuple[float, float]:
    """Ends by one method; NaN or equal where it is degenerate."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", scipy.stats.DegenerateDataWarning)
        interval = scipy.stats.bootstrap(
            (values,),
            lambda x, axis: scipy.stats.trim_mean(x, 0.25, axis=axis),
            n_resamples=RESAMPLES,
            method=method,
            rng=Streams(0, "statistics", 0).generator(key),
        ).confidence_interval
    return float(interval.low), float(interval.high)
