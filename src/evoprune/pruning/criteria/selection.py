"""Which filters stay: exactly so many, ties broken by index."""

import math

import numpy as np


def kept_count(filters: int, ratio: float) -> int:
    """Number of filters that stay: max(1, ceil(filters * (1 - ratio))).

    Where filters * ratio is a whole number, rounding of 1 - ratio may keep one more, as released:
    10 filters at 0.7 keep 4.

    Args:
        filters: number of filters of the layer.
        ratio: share to remove, 0 to 1.

    Raises:
        ValueError: the ratio is outside of that.
    """
    if not 0 <= ratio <= 1:
        raise ValueError(f"a pruning ratio lies between 0 and 1, {ratio} does not")
    return max(1, math.ceil(filters * (1 - ratio)))


def keep_highest(scores: np.ndarray, count: int) -> np.ndarray:
    """A keep mask of the highest scores.

    As released: the end of an ascending order of indices, so that of equal scores the higher index
    stays, and one that is not a number counts as highest. The release leaves the order of equal
    scores to NumPy's default sort, which beyond 16 filters depends on the CPU; here it is stable.

    Args:
        scores: shape (filters,).
        count: how many stay.

    Returns:
        bool, shape (filters,); true = kept.
    """
    keep_mask = np.zeros(len(scores), dtype=bool)
    keep_mask[np.argsort(scores, kind="stable")[::-1][:count]] = True
    return keep_mask
