"""Product of all numbers."""

import numpy as np

from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.statistic import OfAll


class ProductOfAll(OfAll):
    """Product of all numbers."""

    notation = call("prod", r"\prod", "product")

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Products of rows."""
        return np.asarray(values.prod(axis=1))
