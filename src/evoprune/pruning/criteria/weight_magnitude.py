"""L1 norm of the weights."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows


class WeightMagnitude(Criterion):
    """Sum of the magnitudes of a filter's present weights; needs no data."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Sum over each filter."""
        return np.asarray(np.abs(as_rows(context.weight)).sum(axis=1))
