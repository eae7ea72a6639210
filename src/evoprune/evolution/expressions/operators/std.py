"""Standard deviation."""

import numpy as np

from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.statistic import OfAll


class StandardDeviation(OfAll):
    """Standard deviation of all numbers, divided by their count."""

    notation = call("std", r"\mathrm{{std}}", '"std"')

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Standard deviations of rows."""
        return np.asarray(values.std(axis=1))
