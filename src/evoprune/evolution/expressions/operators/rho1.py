"""A small ridge."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfEach
from evoprune.evolution.expressions.operators.notation import Binds, suffix

RIDGE = 1e-4


class SmallRidge(OfEach):
    """Each number plus 0.0001."""

    notation = suffix(" + 0.0001", " + 10^{{-4}}", " + 10^(-4)", Binds.SUM)

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Sums."""
        return arrays[0] + RIDGE
