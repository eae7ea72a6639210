"""Empirical sensitivity: the largest saliency of a filter."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows, share


class EmpiricalSensitivity(Criterion):
    """Largest connection sensitivity of a filter, as a share of the layer's sum."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Maximum of each filter over the sum of the layer."""
        rows = as_rows(context.saliency)
        return share(rows.max(axis=1), float(rows.sum()))
