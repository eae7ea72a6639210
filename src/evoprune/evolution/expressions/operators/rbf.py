"""Kernel matrix of radial basis functions."""

from typing import ClassVar

import numpy as np
from scipy.spatial.distance import cdist

from evoprune.evolution.expressions.failures import ShapeError
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call

WIDTH = 1.0
OPERATIONS = 20
"""Elementary operations of an exponential."""


class RbfKernel(Operator):
    """Gaussian kernel, of width 1, of each row of one argument and each of the other: a matrix."""

    arity = 2
    notation = call("k", "k", "k", arity=2)
    signatures: ClassVar[Signatures] = {(Kind.SAMPLES, Kind.SAMPLES): Kind.KERNEL}

    def shape(self, *shapes: Shape) -> Shape:
        """Rows of one by rows of the other."""
        first, second = shapes
        if len(first) != 2 or len(second) != 2 or first[1] != second[1]:
            raise ShapeError(f"shapes {first} and {second} are not rows of the same length")
        return first[0], second[0]

    def cost(self, *shapes: Shape) -> int:
        """Two for each entry of each difference, and an exponential."""
        first, second = shapes
        return first[0] * second[0] * (2 * first[1] + OPERATIONS)

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Kernel matrices."""
        first, second = arrays
        count = max(len(first), len(second))
        pairs = zip(*(np.broadcast_to(a, (count, *a.shape[1:])) for a in arrays), strict=True)
        squares = np.stack([cdist(one, other, "sqeuclidean") for one, other in pairs])
        return np.exp(squares / (-2 * WIDTH**2))
