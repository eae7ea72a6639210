"""Statistics over all numbers of an argument."""

from abc import abstractmethod

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.shapes import elements, rows

TO_SCALAR: Signatures = {(kind,): Kind.SCALAR for kind in Kind if kind != Kind.LABELS}


class OfAll(Operator):
    """One number from all numbers of the argument, a number itself included."""

    arity = 1
    signatures = TO_SCALAR

    @abstractmethod
    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """The statistic of each row.

        Args:
            values: shape (channels or 1, numbers).

        Returns:
            Shape (channels or 1,).
        """

    def shape(self, *shapes: Shape) -> Shape:
        """Always a number."""
        return ()

    def cost(self, *shapes: Shape) -> int:
        """One for each number of the argument."""
        return elements(shapes[0])

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """The statistic for each channel."""
        return self.of_rows(rows(arrays[0]))
