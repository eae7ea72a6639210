"""Bootstrap of statistics of runs that each hold several values, resampling whole runs."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Statistic = Callable[[Values], Values]
"""From values of shape (..., n) to one number for each row, shape (...)."""

RESAMPLES = 2000
MINIMUM_RUNS = 6
"""Below this resampled runs are hardly ever others than those seen."""


class Estimate(NamedTuple):
    """A statistic with two 95 % intervals; NaN where there is none.

    Attributes:
        value: of our runs, all values pooled.
        low: lower end of the bootstrap interval of the value.
        high: upper end.
        again_low: where the same statistic of a second study of as many runs would lie, lower end.
        again_high: upper end.
    """

    value: float
    low: float
    high: float
    again_low: float
    again_high: float


class Resampled:
    """Resamples of runs, which several statistics can share.

    Args:
        values: shape (runs, values of a run).
    """

    def __init__(self, values: Values) -> None:
        self._values = np.asarray(values, dtype=np.float64)
        rng = np.random.Generator(np.random.Philox(key=2))
        runs = len(self._values)
        chosen = rng.integers(runs, size=(RESAMPLES if runs >= MINIMUM_RUNS else 0, runs))
        self._resamples = self._values[chosen].reshape(len(chosen), self._values.size)

    def estimate(self, statistic: Statistic) -> Estimate:
        """The statistic of the pooled values and its percentile intervals."""
        value = float(statistic(self._values.reshape(1, -1))[0])
        if not len(self._resamples):
            return Estimate(value, *[float("nan")] * 4)
        drawn = statistic(self._resamples)
        # Two studies differ as two resamples do, once around what we found.
        differences = drawn - np.roll(drawn, 1)
        low, high = _central(drawn)
        below, above = _central(differences)
        return Estimate(value, low, high, value + below, value + above)


def _central(values: Values) -> tuple[float, float]:
    """Central 95 % of the values that are there."""
    there = values[np.isfinite(values)]
    if not there.size:
        return float("nan"), float("nan")
    low, high = np.quantile(there, (0.025, 0.975))
    return float(low), float(high)
