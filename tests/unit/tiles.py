"""Tiles as NumPy arrays: a tile of R rows and C columns is an array of shape (R, 16 C)."""

import numpy as np

from evoprune.training.engines.numba.layout import aligned
from evoprune.training.engines.numba.tiles.types import LANES, extent

ONE, TWO, THREE = extent(1), extent(2), extent(3)
LINE = 2 * LANES
"""Floats of a row of two vectors."""


def on_boundary(values, kind=np.float32):
    """A flat copy that starts where vectors may start."""
    values = np.asarray(values, dtype=kind)
    memory = aligned((values.size,), kind)
    memory[:] = values.ravel()
    return memory


def fused(a, b, c):
    """A product and a sum that are rounded once: products of float32 are exact in float64."""
    return (a.astype(np.float64) * b + c).astype(np.float32)


def pairwise(values):
    """Sums of 16 float32 in the last axis: i with i + 8, then i + 4, i + 2 and i + 1."""
    while values.shape[-1] > 1:
        half = values.shape[-1] // 2
        values = values[..., :half] + values[..., half:]
    return values[..., 0]
