"""Product of matrices."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.failures import ShapeError
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.elementwise import WITH_SCALARS
from evoprune.evolution.expressions.operators.notation import SCALED, Binds, infix
from evoprune.evolution.expressions.operators.shapes import aligned, broadcast, elements


class MatrixProduct(Operator):
    """Product of matrices or vectors; the last axis of one and the first of the other are cut.

    A number multiplies. Of more than two axes the last two are the matrices, as for NumPy's
    `matmul`.
    """

    arity = 2
    notation = infix(" @ ", r" \, ", " thin ", Binds.PRODUCT)
    notation_of_scaling = SCALED
    signatures: ClassVar[Signatures] = WITH_SCALARS | {
        (Kind.MAP, Kind.MAP): Kind.SCALAR,
        (Kind.MATRIX, Kind.MAP): Kind.MAP,
        (Kind.MAP, Kind.MATRIX): Kind.MAP,
        (Kind.MATRIX, Kind.MATRIX): Kind.MATRIX,
        (Kind.SAMPLES, Kind.MATRIX): Kind.SAMPLES,
        (Kind.MATRIX, Kind.POSITIONS): Kind.POSITIONS,
        (Kind.POSITIONS, Kind.SAMPLES): Kind.MATRIX,
    }

    def shape(self, *shapes: Shape) -> Shape:
        """Rows of the first, columns of the second; vectors have neither."""
        first, second = shapes
        if not first or not second:
            return first or second
        inner = min(first[-1], second[0])
        summed = second[-2] if len(second) > 2 else inner
        if summed != inner:
            raise ShapeError(f"shapes {first} and {second} have no product")
        stacked = (inner, *second[1:-2]) if len(second) > 2 else ()
        columns = second[-1:] if len(second) > 1 else ()
        return (*broadcast(first[:-2], stacked), *first[-2:-1], *columns)

    def cost(self, *shapes: Shape) -> int:
        """A multiplication for each term of each number of the result."""
        first, second = shapes
        terms = min(first[-1], second[0]) if first and second else 1
        return elements(self.shape(*shapes)) * terms

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Products."""
        first, second = arrays
        if first.ndim == 1 or second.ndim == 1:
            return np.asarray(np.multiply(*aligned(first, second)))
        inner = min(first.shape[-1], second.shape[1])
        left, right = first[..., :inner], second[:, :inner]
        row, column = left.ndim == 2, right.ndim == 2
        left = left[:, None, :] if row else left
        right = right[:, :, None] if column else right
        found = np.matmul(*aligned(left, right))
        found = found[..., 0] if column else found
        if row:
            found = found[..., 0] if column else found[..., 0, :]
        return np.asarray(found)
