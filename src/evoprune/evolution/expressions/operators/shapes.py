"""Rules of shapes that operators share, and what they mean for arrays of all channels."""

import math

import numpy as np

from evoprune.evolution.expressions.failures import ShapeError

Shape = tuple[int, ...]


def broadcast(first: Shape, second: Shape) -> Shape:
    """Shape of what NumPy broadcasts, strictly.

    Raises:
        ShapeError: it refuses.
    """
    if first == second or second == ():
        return first
    if len(first) < len(second):
        first, second = second, first
    padded = (1,) * (len(first) - len(second)) + second
    if any(a != b and a != 1 and b != 1 for a, b in zip(first, padded, strict=True)):
        raise ShapeError(f"shapes {first} and {second} do not broadcast")
    return tuple(b if a == 1 else a for a, b in zip(first, padded, strict=True))


def axes(shape: Shape, least: int, what: str) -> None:
    """Refuses a shape of fewer axes than `least`.

    Raises:
        ShapeError: it has fewer.
    """
    if len(shape) < least:
        raise ShapeError(f"{what} of shape {shape}: it needs {least} axes at least")


def elements(shape: Shape) -> int:
    """Numbers in an array of a shape."""
    return math.prod(shape)


def aligned(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both with as many axes: those of one channel are aligned at the last, as NumPy does."""
    axes_of_both = max(first.ndim, second.ndim)
    return _padded(first, axes_of_both), _padded(second, axes_of_both)


def _padded(array: np.ndarray, axes_wanted: int) -> np.ndarray:
    ones = (1,) * (axes_wanted - array.ndim)
    return array.reshape(array.shape[:1] + ones + array.shape[1:]) if ones else array


def rows(array: np.ndarray) -> np.ndarray:
    """All numbers of a channel in a row, shape (channels or 1, numbers)."""
    return array.reshape(len(array), -1)
