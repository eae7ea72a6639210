"""Geometric median of the saliencies' directions."""

import numpy as np
from pydantic import Field

from evoprune.pruning.criteria.base import Criterion, FilterContext
from evoprune.pruning.criteria.vectors import as_rows, summed_distances


class GeometricMedian(Criterion):
    """L1 saliency, but 0 for the filters whose saliency points where those of the others do.

    Of C filters, the int(C * ratio) with the smallest sum of distances between saliencies scaled to
    unit length score 0. It is another thing than the geometric median of weights (`fpgm`).
    As released, one filter without any saliency has no direction, its distances are not numbers,
    and so are all sums: the first filters by index score 0 then. An `epsilon` above 0 repairs that.
    """

    epsilon: float = Field(default=0.0, ge=0)
    """Least length that a saliency is divided by; 0 as released."""

    def score(self, context: FilterContext) -> np.ndarray:
        """Sum over each filter; 0 for the most central ones."""
        rows = as_rows(context.saliency)
        scores = np.asarray(rows.sum(axis=1))
        central = np.argsort(summed_distances(directions(rows, self.epsilon)), kind="stable")
        scores[central[: int(len(scores) * context.ratio)]] = 0.0
        return scores


def directions(rows: np.ndarray, epsilon: float) -> np.ndarray:
    """Rows scaled to unit length; a row of zeros becomes NaN, or stays with an epsilon above 0.

    Args:
        rows: shape (filters, entries).
        epsilon: least length to divide by.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(rows / np.maximum(lengths, epsilon))
