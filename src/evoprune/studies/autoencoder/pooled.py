"""Statistics of the pooled cells of all runs, as the published figures show them.

Cells of a ring are not independent, so these numbers are for comparison with published ones, never
for inference (quirk Q26).
"""

import numpy as np

from evoprune.statistics.resampling import Statistic, Values

REACH = 1.5
"""Whiskers end at the last value within this many interquartile ranges of the box."""


def quantile(q: float) -> Statistic:
    """A quantile, by linear interpolation."""

    def statistic(values: Values) -> Values:
        return np.asarray(np.quantile(values, q, axis=-1))

    return statistic


def mean(values: Values) -> Values:
    """The mean."""
    return np.asarray(values.mean(axis=-1))


def band(sign: int) -> Statistic:
    """An end of the 95 % band of the mean that plotting libraries draw around pooled values."""

    def statistic(values: Values) -> Values:
        error = values.std(axis=-1) / np.sqrt(values.shape[-1])
        return np.asarray(values.mean(axis=-1) + sign * 1.96 * error)

    return statistic


def whisker(sign: int) -> Statistic:
    """An end of a box plot's whiskers, which do not end within the box."""

    def statistic(values: Values) -> Values:
        inside = np.where(_within(values), values, np.nan)
        if sign < 0:
            return np.asarray(np.fmin(np.nanmin(inside, axis=-1), quantile(0.25)(values)))
        return np.asarray(np.fmax(np.nanmax(inside, axis=-1), quantile(0.75)(values)))

    return statistic


def outlier(sign: int) -> Statistic:
    """The smallest or largest value beyond the whiskers; NaN if there is none."""

    def statistic(values: Values) -> Values:
        beyond = ~_within(values)
        extreme = np.inf if sign < 0 else -np.inf
        reduce = np.min if sign < 0 else np.max
        found = reduce(np.where(beyond, values, extreme), axis=-1)
        return np.asarray(np.where(np.isfinite(found), found, np.nan))

    return statistic


def outlier_count(values: Values) -> Values:
    """Number of values beyond the whiskers."""
    return np.asarray((~_within(values)).sum(axis=-1), dtype=np.float64)


def _within(values: Values) -> np.ndarray:
    """Values that the whiskers reach."""
    low, high = np.quantile(values, (0.25, 0.75), axis=-1, keepdims=True)
    reach = REACH * (high - low)
    return np.asarray((values >= low - reach) & (values <= high + reach))


STATISTICS: dict[str, Statistic] = {
    "mean": mean,
    "mean_about": mean,
    "band_low": band(-1),
    "band_high": band(1),
    "q1": quantile(0.25),
    "median": quantile(0.5),
    "q3": quantile(0.75),
    "whisker_low": whisker(-1),
    "whisker_high": whisker(1),
    "outlier_low": outlier(-1),
    "outlier_high": outlier(1),
    "outlier_count": outlier_count,
    "best_cell_mean": mean,
    "best_cell_band_low": band(-1),
    "best_cell_band_high": band(1),
}
"""Published statistics by name; those of best cells have one value a run."""

LEVELS = ("mean", "mean_about", "q1", "median", "q3", "best_cell_mean")
"""Statistics that say where values lie; the others describe spread and extremes."""
