"""L1 norm of the saliency."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows


class L1(Criterion):
    """Sum of the connection sensitivities of a filter."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Sum over each filter."""
        return np.asarray(as_rows(context.saliency).sum(axis=1))
