"""Geometric median of filters."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.failures import ShapeError
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.shapes import elements
from evoprune.pruning.criteria.vectors import summed_distances

TIE = 1 + 1e-12
"""Sums of distances that are equal but for rounding tie; the first of them wins."""


class GeometricMedian(Operator):
    """The filter of a bank with the least sum of distances to all others.

    Filters lie along the last axis, of convolutions (four axes) or of a dense layer (two).
    """

    arity = 1
    notation = call("median", r"\mathrm{{median}}", '"median"')
    signatures: ClassVar[Signatures] = {(Kind.BANK,): Kind.FILTER}

    def shape(self, *shapes: Shape) -> Shape:
        """That of one filter."""
        if len(shapes[0]) not in (2, 4):
            raise ShapeError(f"no bank of filters: shape {shapes[0]}")
        return shapes[0][:-1]

    def cost(self, *shapes: Shape) -> int:
        """One for each entry of each difference of two filters."""
        return elements(shapes[0]) * shapes[0][-1]

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """The filters in the middle."""
        return np.stack([bank[..., _middle(bank)] for bank in arrays[0]])


def _middle(bank: np.ndarray) -> int:
    sums = summed_distances(bank.reshape(-1, bank.shape[-1]).T)
    return int(np.argmax(sums <= sums.min() * TIE))
