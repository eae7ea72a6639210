"""What enters a test: one number a run, infinite where a run diverged, never NaN."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

MINIMUM_RUNS = 6
"""Below this a group is too small for a p-value or a resampled interval."""

FloatArray = NDArray[np.float64]


def numbers(values: ArrayLike, name: str) -> FloatArray:
    """The values as floats, shape (runs,).

    Args:
        values: one number a run.
        name: what they are, for the message.

    Raises:
        ValueError: if there are none, a NaN among them, or more than one dimension.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size == 0 or np.isnan(array).any():
        raise ValueError(f"{name}: expected one or more numbers, got {values!r}")
    return array


def finite(number: float, name: str) -> float:
    """The number, if it is one; ValueError otherwise."""
    if not np.isfinite(number):
        raise ValueError(f"{name}: expected a finite number, got {number!r}")
    return float(number)


def is_constant(values: FloatArray) -> bool:
    """Whether all values are the same; also true of none."""
    return bool((values == values[:1]).all())


def median(values: FloatArray) -> float:
    """Median in the unit of the values; opposite infinities in the middle cancel to 0."""
    with np.errstate(invalid="ignore"):
        middle = float(np.median(values))
    return 0.0 if np.isnan(middle) else middle
