"""The contract of an operator of expressions.

Shapes are those of one channel: `()` for a number. Arrays have one axis more, in front: the
channels of a layer, or 1 where all channels share the value. What an operator does to the axes
behind it does not depend on how many channels there are.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.notation import Notation

Shape = tuple[int, ...]
Signatures = Mapping[tuple[Kind, ...], Kind]


class Operator(ABC):
    """An operator."""

    arity: ClassVar[int]
    """Number of arguments."""
    shared: ClassVar[bool] = False
    """Whether all channels have the same result, as it depends on shapes alone."""
    notation: ClassVar[Notation]
    """How it is written."""
    notation_of_scaling: ClassVar[Notation | None] = None
    """How it is written where an argument is a number, if otherwise."""
    signatures: ClassVar[Signatures]
    """Kind of the result by the kinds of the arguments that always make sense."""

    @abstractmethod
    def shape(self, *shapes: Shape) -> Shape:
        """Shape of the result for one channel.

        Raises:
            ShapeError: the arguments do not fit.
        """

    @abstractmethod
    def cost(self, *shapes: Shape) -> int:
        """Elementary operations for one channel; shapes are ones that fit."""

    @abstractmethod
    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """The result for all channels, float64; arrays are not changed.

        Args:
            arrays: of shapes (channels or 1, ...) that fit.
        """
