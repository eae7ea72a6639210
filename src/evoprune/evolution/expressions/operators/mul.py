"""Multiplication of entries."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Shape, Signatures
from evoprune.evolution.expressions.operators.elementwise import WITH_SCALARS, OfPairs
from evoprune.evolution.expressions.operators.notation import SCALED, Binds, infix
from evoprune.evolution.expressions.operators.shapes import aligned, broadcast


class Multiply(OfPairs):
    """Entries of two arguments multiplied; they are cut as for a product of matrices first.

    As released: the last axis of one and the first of the other are cut to the shorter, so two
    arrays of the same shape with more rows than columns do not fit.
    """

    notation = infix(" .* ", r" \odot ", " ⊙ ", Binds.PRODUCT)
    notation_of_scaling = SCALED
    signatures: ClassVar[Signatures] = WITH_SCALARS | {
        (Kind.MAP, Kind.MAP): Kind.MAP,
        (Kind.SAMPLES, Kind.MAP): Kind.SAMPLES,
        (Kind.MATRIX, Kind.MATRIX): Kind.MATRIX,
        (Kind.MATRIX, Kind.MAP): Kind.MATRIX,
        (Kind.MAP, Kind.MATRIX): Kind.MATRIX,
    }

    def shape(self, *shapes: Shape) -> Shape:
        """That of both, cut and broadcast; a number is never cut against."""
        first, second = shapes
        if not first or not second:
            return first or second
        shorter = min(first[-1], second[0])
        return broadcast((*first[:-1], shorter), (shorter, *second[1:]))

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Products of entries."""
        first, second = arrays
        if first.ndim > 1 and second.ndim > 1:
            shorter = min(first.shape[-1], second.shape[1])
            first, second = first[..., :shorter], second[:, :shorter]
        return np.asarray(np.multiply(*aligned(first, second)))
