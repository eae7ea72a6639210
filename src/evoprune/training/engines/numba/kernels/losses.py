"""What a network is trained for: the loss of a logit and its gradient.

With a target h of 1 or -1 (2x - 1), w = 1/(1 + e^(h z)) is how far the output is from the input:
w = |sigmoid(z) - x|. Where h is zero, in the padding and in absent rows, there is nothing to lose.
"""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined
from evoprune.training.engines.numba.kernels.functions import clipped, exponential, softplus

ZERO, ONE = np.float32(0), np.float32(1)


@inlined
def loss_and_delta(logits, targets, minus_scale, entropy):
    """The loss of every logit, not yet averaged, and the gradient of the average by it.

    Args:
        logits: tile of sums before the sigmoid.
        targets: tile of 2x - 1, zero where there is no row or column.
        minus_scale: minus one over the number of entries that are averaged.
        entropy: none for the absolute error, anything else for the binary cross-entropy.
    """
    margin = clipped(logits * targets)
    wrong = ONE / (exponential(margin) + ONE)
    signed = wrong * targets
    if entropy is None:
        return signed * targets, (signed * minus_scale) * (ONE - wrong)
    return softplus(ZERO - margin) * targets * targets, signed * minus_scale
