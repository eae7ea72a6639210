"""The kernels of evaluation: what is called from Python, and takes no step.

Arguments that may be none (history, entropy) choose among versions that are compiled apart.
Denormals are flushed while these run.
"""

import numpy as np

from evoprune.training.engines.numba.compiled import kernel, part
from evoprune.training.engines.numba.kernels.batch import gather
from evoprune.training.engines.numba.kernels.denormals import flush_denormals, restore_denormals
from evoprune.training.engines.numba.kernels.passes import (
    decode,
    encode,
    keep_latent,
    mean_loss,
    recall_latent,
)
from evoprune.training.engines.numba.kernels.recording import record
from evoprune.training.engines.numba.kernels.selection import of_network


@kernel
def batch_losses(
    layout, parameters, history, entropy, data, batches, losses, batch, scratch, samples
):
    """Loss of each network on a batch of its own; `batches` (S, B), `losses` (S,)."""
    before = flush_denormals()
    for s in range(len(parameters)):
        present = gather(layout, data, batches[s], batch, samples)
        encode(layout, parameters[s], batch, scratch, samples)
        decode(layout, parameters[s], batch, scratch, entropy, samples)
        losses[s] = mean_loss(layout, scratch, present, samples)
        if history is not None:
            sums = of_network(history, s)
            record(layout, sums, batches[s], scratch, 1, len(layout.matrices), samples)
    restore_denormals(before)


@kernel
def pair_losses(
    layout, parameters, entropy, data, members, batches, losses, latents, batch, scratch, samples
):
    """Loss of all encoder x decoder pairs of neighbourhoods.

    Args:
        members: networks of each neighbourhood, shape (V, M).
        batches: a batch for each, shape (V, B).
        losses: receives (V, M, M): neighbourhood, encoder, decoder.
        latents: working memory for the latent activations of M encoders, (M, B width).
    """
    before = flush_denormals()
    for v in range(len(members)):
        present = gather(layout, data, batches[v], batch, samples)
        _encode_members(layout, parameters, members[v], latents, batch, scratch, samples)
        for d in range(members.shape[1]):
            for e in range(members.shape[1]):
                recall_latent(layout, scratch, latents, e)
                decode(layout, parameters[members[v, d]], batch, scratch, entropy, samples)
                losses[v, e, d] = mean_loss(layout, scratch, present, samples)
    restore_denormals(before)


@kernel
def record_pairs(
    layout, parameters, history, data, members, winners, batches, latents, batch, scratch, samples
):
    """Add the passes of `pair_losses` that the winners took part in to their histories.

    A winner's encoder saw the batch once for each decoder, its decoder the latents of every encoder
    (spec section 5.3, the selection passes).

    Args:
        history: `Sums` of the winners, one for each neighbourhood.
        winners: place of each winner in its neighbourhood, shape (V,).
    """
    before = flush_denormals()
    last = len(layout.matrices)
    for v in range(len(members)):
        rows, sums = batches[v], of_network(history, v)
        gather(layout, data, rows, batch, samples)
        _encode_members(layout, parameters, members[v], latents, batch, scratch, samples)
        winner = parameters[members[v, winners[v]]]
        encode(layout, winner, batch, scratch, samples)
        for e in range(members.shape[1]):
            # Its own latents stand there while the encoder's layers are recorded.
            recall_latent(layout, scratch, latents, winners[v])
            record(layout, sums, rows, scratch, 1, layout.encoder, samples)
            recall_latent(layout, scratch, latents, e)
            decode(layout, winner, batch, scratch, None, samples)
            record(layout, sums, rows, scratch, layout.encoder + 1, last, samples)
    restore_denormals(before)


@kernel
def row_losses(layout, weights, history, data, batches, losses, batch, scratch, samples):
    """Mean absolute error of one network on every row of some batches.

    Args:
        weights: of the network, shape (P,).
        history: `Sums` of the network, or none.
        batches: shape (T, B).
        losses: receives the losses by row of the data, float32, shape (N + 1,).
    """
    before = flush_denormals()
    for t in range(len(batches)):
        gather(layout, data, batches[t], batch, samples)
        encode(layout, weights, batch, scratch, samples)
        decode(layout, weights, batch, scratch, None, samples)
        for b in range(len(samples)):
            # Index -1, of an absent row, is the entry that nobody reads.
            losses[batches[t, b]] = scratch.row_losses[b] / np.float32(layout.units[0])
        if history is not None:
            record(layout, history, batches[t], scratch, 1, len(layout.matrices), samples)
    restore_denormals(before)


@kernel
def activations(layout, weights, data, batches, values, batch, scratch, samples):
    """All activations of one network; `values` receives (T, entries of `Layout.activations`)."""
    before = flush_denormals()
    for t in range(len(batches)):
        gather(layout, data, batches[t], batch, samples)
        encode(layout, weights, batch, scratch, samples)
        decode(layout, weights, batch, scratch, None, samples)
        values[t] = scratch.activations
    restore_denormals(before)


@part
def _encode_members(layout, parameters, members, latents, batch, scratch, samples):
    for e in range(len(members)):
        encode(layout, parameters[members[e]], batch, scratch, samples)
        keep_latent(layout, scratch, latents, e)
