"""Sum of all numbers."""

import numpy as np

from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.statistic import OfAll


class SumOfAll(OfAll):
    """Sum of all numbers."""

    notation = call("sum", r"\sum", "sum")

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Sums of rows."""
        return np.asarray(values.sum(axis=1))
