"""First-order Taylor expansion at the gates of the batch normalisation."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext


class Taylor(Criterion):
    """How much the loss changes to first order when a filter's batch normalisation scale is zeroed.

    That is |scale * d(cross-entropy)/d(scale)| on the present network and the scoring batch, the
    gate form of Molchanov et al. (CVPR 2019) without the shift; it is no sum over activations.
    """

    def score(self, context: FilterContext) -> np.ndarray:
        """Magnitude of scale times gradient."""
        return np.asarray(np.abs(context.norm_scale * context.norm_gradient))
