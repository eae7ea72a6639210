"""The kernel of training: what is called from Python, and takes all networks in turn.

Arguments that may be none (moments, masks, history, entropy) choose among versions that are
compiled apart. Denormals are flushed while it runs.
"""

import numpy as np

from evoprune.training.engines.numba.compiled import kernel, part
from evoprune.training.engines.numba.kernels.batch import gather
from evoprune.training.engines.numba.kernels.denormals import flush_denormals, restore_denormals
from evoprune.training.engines.numba.kernels.dense import activate, step_hidden
from evoprune.training.engines.numba.kernels.first import activate_first, step_first
from evoprune.training.engines.numba.kernels.output import step_output
from evoprune.training.engines.numba.kernels.passes import (
    mean_loss,
)
from evoprune.training.engines.numba.kernels.recording import record
from evoprune.training.engines.numba.kernels.selection import of_network
from evoprune.training.engines.numba.kernels.updates import next_step


@kernel
def train(
    layout, parameters, moments, masks, history, entropy, data, batches, rates, losses, buffers,
    scratch, samples,
):  # fmt: skip
    """One optimiser step a batch, network by network, so that each stays in the cache.

    Args:
        parameters: float32, shape (S, P), changed in place.
        moments: `Moments` of the networks, or none for a fresh Adam every step.
        masks: shape (S, P), or none.
        history: `Sums` of the networks, or none.
        data: as in `gather`.
        batches: int64, shape (T, S, B).
        rates: float64, shape (S,).
        losses: receives the loss before each step, float32, shape (T, S).
        buffers: two batches.
        samples: B, an extent.
    """
    before = flush_denormals()
    for s in range(len(parameters)):
        _train_network(
            layout, parameters[s], of_network(moments, s), of_network(masks, s),
            of_network(history, s), entropy, data, batches[:, s], rates[s], losses[:, s], buffers,
            scratch, samples,
        )  # fmt: skip
    restore_denormals(before)


@part
def _train_network(
    layout, weights, moments, masks, history, entropy, data, batches, rate, losses, buffers,
    scratch, samples,
):  # fmt: skip
    if not len(batches):
        return
    now, ahead = buffers
    layers = len(layout.matrices)
    present = gather(layout, data, batches[0], now, samples)
    activate_first(layout, weights, now, scratch, samples)
    for t in range(len(batches)):
        for layer in range(1, layers - 1):
            activate(layout, layer, weights, scratch, samples)
        step = next_step(moments, rate)
        minus_scale = np.float32(-1 / (present * layout.units[0]))
        step_output(
            layout, weights, moments, masks, now, scratch, step, minus_scale, entropy, history,
            samples,
        )  # fmt: skip
        losses[t] = mean_loss(layout, scratch, present, samples)
        if history is not None:
            record(layout, history, batches[t], scratch, 1, layers, samples)
        for layer in range(layers - 2, 0, -1):
            step_hidden(layout, layer, weights, moments, masks, scratch, step, samples)
        # After the last step the next batch is only there to have one.
        following = batches[min(t + 1, len(batches) - 1)]
        present = gather(layout, data, following, ahead, samples)
        step_first(layout, weights, moments, masks, now, ahead, scratch, step, samples)
        now, ahead = ahead, now
