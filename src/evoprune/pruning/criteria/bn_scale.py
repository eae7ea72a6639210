"""Scale of the batch normalisation."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext


class BatchNormScale(Criterion):
    """Magnitude of a filter's scale in the batch normalisation behind it; needs no data."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Magnitude of each scale."""
        return np.asarray(np.abs(context.norm_scale))
