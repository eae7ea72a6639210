"""Inverse of a matrix."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import Binds, suffix
from evoprune.evolution.expressions.operators.shapes import broadcast, elements

RIDGE = 1e-4
SMALLEST = 1e-15
"""Singular values below this share of the largest count as zero."""
OPERATIONS = 20
"""Elementary operations of a decomposition, for each entry and singular value."""


class Inverse(Operator):
    """Pseudo-inverse of the top-left square with 0.0001 on its diagonal.

    As released, a number gives its reciprocal and a vector that of its first entry. Of more than
    two axes the square is cut along the first two, and the last two are inverted.
    """

    arity = 1
    notation = suffix("^-1", "^{{-1}}", "^(-1)", Binds.POWER)
    signatures: ClassVar[Signatures] = {
        (Kind.SCALAR,): Kind.SCALAR,
        (Kind.MAP,): Kind.SCALAR,
        (Kind.MATRIX,): Kind.MATRIX,
    }

    def shape(self, *shapes: Shape) -> Shape:
        """The square, or what the ridge is broadcast to, with its last two axes exchanged."""
        if len(shapes[0]) < 2:
            return ()
        *before, height, width = _ridged(shapes[0])
        return (*before, width, height)

    def cost(self, *shapes: Shape) -> int:
        """That of singular value decompositions."""
        if len(shapes[0]) < 2:
            return 1
        ridged = _ridged(shapes[0])
        return OPERATIONS * elements(ridged) * min(ridged[-2:])

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Inverses.

        Raises:
            LinAlgError: an entry is no finite number.
        """
        (array,) = arrays
        if array.ndim < 3:
            return 1 / (array if array.ndim == 1 else array[:, 0])
        side = min(array.shape[1:])
        ridged = array[:, :side, :side] + RIDGE * np.eye(side)
        return np.asarray(np.linalg.pinv(ridged, rcond=SMALLEST))


def _ridged(shape: Shape) -> Shape:
    """Shape of what is inverted."""
    side = min(shape)
    return broadcast((side, side, *shape[2:]), (side, side))
