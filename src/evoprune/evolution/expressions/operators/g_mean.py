"""Mean of all numbers."""

import numpy as np

from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.statistic import OfAll


class MeanOfAll(OfAll):
    """Mean of all numbers."""

    notation = call("mean", r"\mathrm{{mean}}", '"mean"')

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Means of rows."""
        return np.asarray(values.mean(axis=1))
