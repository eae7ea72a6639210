"""Variance."""

import numpy as np

from evoprune.evolution.expressions.operators.notation import call
from evoprune.evolution.expressions.operators.statistic import OfAll


class Variance(OfAll):
    """Variance of all numbers, divided by their count, around their mean."""

    notation = call("var", r"\mathrm{{var}}", '"var"')

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Variances of rows."""
        return np.asarray(values.var(axis=1))
