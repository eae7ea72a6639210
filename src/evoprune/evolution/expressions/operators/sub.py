"""Subtraction."""

import numpy as np

from evoprune.evolution.expressions.operators.base import Shape
from evoprune.evolution.expressions.operators.elementwise import OfPairs
from evoprune.evolution.expressions.operators.notation import Binds, infix
from evoprune.evolution.expressions.operators.shapes import aligned, broadcast


class Subtract(OfPairs):
    """Difference of two arguments; along the last axis the longer is cut to the shorter first."""

    notation = infix(" - ", " - ", " - ", Binds.SUM, associative=False)

    def shape(self, *shapes: Shape) -> Shape:
        """That of both, cut and broadcast; a number is never cut against."""
        first, second = shapes
        if not first or not second:
            return first or second
        shorter = min(first[-1], second[-1])
        return broadcast((*first[:-1], shorter), (*second[:-1], shorter))

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Differences."""
        first, second = arrays
        if first.ndim > 1 and second.ndim > 1:
            shorter = min(first.shape[-1], second.shape[-1])
            first, second = first[..., :shorter], second[..., :shorter]
        return np.asarray(np.subtract(*aligned(first, second)))
