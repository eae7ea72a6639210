"""Length of the first axis."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.shapes import axes
from evoprune.evolution.expressions.operators.statistic import TO_SCALAR


class Count(Operator):
    """Length of the first axis: the number of samples of samples; none of numbers."""

    arity = 1
    shared = True
    notation = call("num", r"\mathrm{{num}}", '"num"')
    signatures: ClassVar[Signatures] = {
        kinds: Kind.SCALAR for kinds in TO_SCALAR if kinds != (Kind.SCALAR,)
    }

    def shape(self, *shapes: Shape) -> Shape:
        """Always a number."""
        axes(shapes[0], 1, "length")
        return ()

    def cost(self, *shapes: Shape) -> int:
        """Nothing is looked at but the shape."""
        return 1

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """The length, the same for all channels."""
        return np.array([float(arrays[0].shape[1])])
