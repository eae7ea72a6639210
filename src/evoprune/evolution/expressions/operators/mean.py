"""Mean of columns."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.shapes import axes, elements, rows


class MeanOfColumns(Operator):
    """Mean over the first axis; of a single column, of all numbers; none of vectors or numbers."""

    arity = 1
    notation = call("colmean", r"\mathrm{{colmean}}", '"colmean"')
    signatures: ClassVar[Signatures] = {(Kind.SAMPLES,): Kind.MAP, (Kind.MATRIX,): Kind.MAP}

    def shape(self, *shapes: Shape) -> Shape:
        """The argument's without its first axis."""
        axes(shapes[0], 2, "mean of columns")
        return shapes[0][1:] if shapes[0][1] > 1 else ()

    def cost(self, *shapes: Shape) -> int:
        """One for each number of the argument."""
        return elements(shapes[0])

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Means."""
        (array,) = arrays
        return np.asarray(array.mean(axis=1) if array.shape[2] > 1 else rows(array).mean(axis=1))
