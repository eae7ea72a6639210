"""Slice of a tensor."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.shapes import axes


class FirstSlice(Operator):
    """The first entry along the first axis: a sample's map, a position's number."""

    arity = 1
    notation = call("first", r"\mathrm{{first}}", '"first"')
    signatures: ClassVar[Signatures] = {
        (Kind.MAP,): Kind.SCALAR,
        (Kind.SAMPLES,): Kind.MAP,
        (Kind.MATRIX,): Kind.MAP,
    }

    def shape(self, *shapes: Shape) -> Shape:
        """The argument's without its first axis."""
        axes(shapes[0], 1, "slice")
        return shapes[0][1:]

    def cost(self, *shapes: Shape) -> int:
        """Nothing is moved."""
        return 1

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Slices."""
        return arrays[0][:, 0]
