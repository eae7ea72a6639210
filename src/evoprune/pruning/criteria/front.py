"""The first filters of a layer."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext


class Front(Criterion):
    """The first filters stay: smaller networks lie inside larger ones, as if slimmable."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Falls with the index."""
        return -np.arange(len(context.weight), dtype=np.float64)
