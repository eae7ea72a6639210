"""A large ridge."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfEach
from evoprune.evolution.expressions.operators.notation import Binds, suffix

RIDGE = 5e-2


class LargeRidge(OfEach):
    """Each number plus 0.05."""

    notation = suffix(" + 0.05", " + 0.05", " + 0.05", Binds.SUM)

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Sums."""
        return arrays[0] + RIDGE
