"""Square."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfEach
from evoprune.evolution.expressions.operators.notation import Binds, suffix


class Square(OfEach):
    """Square of each number."""

    notation = suffix("^2", "^{{2}}", "^2", Binds.POWER)

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Squares."""
        return np.asarray(np.square(arrays[0]))
