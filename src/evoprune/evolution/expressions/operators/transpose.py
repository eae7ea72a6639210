"""Transposition."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import Binds, suffix
from evoprune.evolution.expressions.operators.shapes import elements


class Transpose(Operator):
    """Axes in reverse."""

    arity = 1
    notation = suffix("^T", r"^{{\top}}", "^⊤", Binds.POWER)
    signatures: ClassVar[Signatures] = {
        (Kind.SCALAR,): Kind.SCALAR,
        (Kind.MAP,): Kind.MAP,
        (Kind.MATRIX,): Kind.MATRIX,
        (Kind.SAMPLES,): Kind.POSITIONS,
        (Kind.POSITIONS,): Kind.SAMPLES,
    }

    def shape(self, *shapes: Shape) -> Shape:
        """The argument's in reverse."""
        return shapes[0][::-1]

    def cost(self, *shapes: Shape) -> int:
        """One for each number that is moved."""
        return elements(shapes[0])

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Transposed views."""
        (array,) = arrays
        return array.transpose(0, *range(array.ndim - 1, 0, -1))
