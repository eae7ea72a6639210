"""What a network is trained for: the loss of a logit and its gradient.

With a target h of 1 or -1 (2x - 1), the margin m = h z says how far the logit is on the right side,
and w = 1/(1 + e^m) how far the output is from the input: w = |sigmoid(z) - x|. Where h is zero, in
the padding and in absent rows, there is nothing to lose.

The slope w (1 - w) is computed from |m|: exact on both sides, and the same for both targets, so
that rows with equal logits and opposite targets cancel.
"""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined
from evoprune.training.engines.numba.kernels.functions import (
    LARGEST,
    clipped,
    exponential,
    softplus,
)
from evoprune.training.engines.numba.tiles.arithmetic import absolute, at_most, where_positive

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
    margin = logits * targets
    power = exponential(ZERO - at_most(absolute(margin), LARGEST))
    larger = ONE / (ONE + power)
    smaller = power * larger
    wrong = where_positive(margin, smaller, larger)
    if entropy is None:
        return wrong * targets * targets, (smaller * larger * targets) * minus_scale
    loss = softplus(clipped(ZERO - margin)) * targets * targets
    return loss, wrong * targets * minus_scale
