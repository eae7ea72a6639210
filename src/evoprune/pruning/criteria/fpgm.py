"""Filter pruning via geometric median (FPGM), on weights."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows, summed_distances


class Fpgm(Criterion):
    """Sum of the distances of a filter's weights to those of all other filters; needs no data.

    The filters nearest to the geometric median of the layer go first: others can stand in for them
    (He et al., CVPR 2019).
    """

    def score(self, context: FilterContext) -> np.ndarray:
        """Sum of Euclidean distances between weights."""
        return summed_distances(as_rows(context.weight))
