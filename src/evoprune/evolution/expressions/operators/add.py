"""Addition."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfPairs
from evoprune.evolution.expressions.operators.notation import Binds, infix
from evoprune.evolution.expressions.operators.shapes import aligned


class Add(OfPairs):
    """Sum of two arguments, broadcast strictly: nothing is cut to fit, unlike in a difference."""

    notation = infix(" + ", " + ", " + ", Binds.SUM)

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Sums."""
        return np.asarray(np.add(*aligned(*arrays)))
