"""Passes of one network over one batch without a step."""

import numpy as np

from evoprune.training.engines.numba.compiled import part
from evoprune.training.engines.numba.kernels.dense import activate
from evoprune.training.engines.numba.kernels.first import activate_first
from evoprune.training.engines.numba.kernels.output import measure_output


@part
def encode(layout, weights, batch, scratch, samples):
    """Activations of the encoder's layers."""
    activate_first(layout, weights, batch, scratch, samples)
    for layer in range(1, layout.encoder):
        activate(layout, layer, weights, scratch, samples)


@part
def decode(layout, weights, batch, scratch, entropy, samples):
    """Activations of the decoder's layers and the loss of each row, from the latent layer on."""
    for layer in range(layout.encoder, len(layout.matrices) - 1):
        activate(layout, layer, weights, scratch, samples)
    measure_output(layout, weights, batch, scratch, entropy, samples)


@part
def mean_loss(layout, scratch, present, samples):
    """Mean over the entries of the rows that are there."""
    total = np.float32(0)
    for b in range(len(samples)):
        total += scratch.row_losses[b]
    return total / np.float32(present * layout.units[0])


@part
def keep_latent(layout, scratch, latents, e):
    """Keep the activations of the encoder's last layer as entry `e`."""
    start = layout.activations[layout.encoder]
    for index in range(latents.shape[1]):
        latents[e, index] = scratch.activations[start + index]


@part
def recall_latent(layout, scratch, latents, e):
    """Put entry `e` where the decoder takes its input from."""
    start = layout.activations[layout.encoder]
    for index in range(latents.shape[1]):
        scratch.activations[start + index] = latents[e, index]
