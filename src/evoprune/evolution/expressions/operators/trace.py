"""Trace of a matrix."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call

_TRACED = (Kind.SCALAR, Kind.MAP, Kind.SAMPLES, Kind.POSITIONS, Kind.MATRIX)


class Trace(Operator):
    """Sum of the diagonal of the first two axes, as far as it goes.

    As released, a vector gives its first entry and a number itself.
    """

    arity = 1
    notation = call("tr", r"\mathrm{{tr}}", "tr")
    signatures: ClassVar[Signatures] = {(kind,): Kind.SCALAR for kind in _TRACED}

    def shape(self, *shapes: Shape) -> Shape:
        """What is left without the first two axes."""
        return shapes[0][2:]

    def cost(self, *shapes: Shape) -> int:
        """One for each number that is added."""
        total = min(shapes[0][:2], default=1)
        for length in shapes[0][2:]:
            total *= length
        return total

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Traces."""
        (array,) = arrays
        if array.ndim < 3:
            return array if array.ndim == 1 else array[:, 0]
        return np.asarray(np.trace(array, axis1=1, axis2=2))
