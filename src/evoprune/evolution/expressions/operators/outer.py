"""Outer product."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import Binds, infix
from evoprune.evolution.expressions.operators.shapes import elements, rows


class OuterProduct(Operator):
    """Each number of one argument times each of the other: a matrix, whatever their shapes."""

    arity = 2
    notation = infix(" (x) ", r" \otimes ", " ⊗ ", Binds.PRODUCT)
    signatures: ClassVar[Signatures] = {(Kind.MAP, Kind.MAP): Kind.MATRIX}

    def shape(self, *shapes: Shape) -> Shape:
        """Numbers of one by numbers of the other."""
        return elements(shapes[0]), elements(shapes[1])

    def cost(self, *shapes: Shape) -> int:
        """One for each number of the result."""
        return elements(self.shape(*shapes))

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Outer products."""
        first, second = arrays
        return np.asarray(rows(first)[:, :, None] * rows(second)[:, None, :])
