"""L2 norm of the saliency."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows, share


class L2(Criterion):
    """Euclidean norm of the connection sensitivities of a filter, as a share of the layer's."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Norm of each filter over that of the layer."""
        norms = np.linalg.norm(as_rows(context.saliency), axis=1)
        return share(norms, float(np.linalg.norm(norms)))
