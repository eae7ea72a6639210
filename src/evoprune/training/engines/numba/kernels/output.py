"""The output layer: logits, loss, gradient and update of a panel of columns in one go."""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.dense import step_panel, sums_of
from evoprune.training.engines.numba.kernels.losses import loss_and_delta
from evoprune.training.engines.numba.kernels.panels import OUTPUT, SINGLE
from evoprune.training.engines.numba.kernels.units import (
    clear_dots,
    pass_back,
    split_units,
    vectors_of,
)
from evoprune.training.engines.numba.tiles.memory import filled, load, store
from evoprune.training.engines.numba.tiles.products import add_columns, lane_sums
from evoprune.training.engines.numba.tiles.types import LANES

ZERO, MINUS_ONE = np.float32(0), np.float32(-1)


@part
def step_output(
    layout, weights, moments, masks, batch, scratch, step, minus_scale, entropy, recording, samples
):
    """Loss of each row, and the update of the layer; leaves the deltas of the units below.

    Args:
        minus_scale: minus one over the number of entries that the loss is the mean of.
        entropy: none for the absolute error, else the binary cross-entropy.
        recording: none, or anything if the logits are wanted among the activations.
    """
    layer = len(layout.matrices) - 1
    live = split_units(layout, layer, scratch, samples)
    clear_dots(layout, layer, scratch, samples)
    store(filled(ZERO, samples, SINGLE), scratch.losses, 0, LANES)
    vectors, done = vectors_of(layout.units[layer + 1]), 0
    minus_scale = minus_scale * step.gradient_scale
    while done + len(OUTPUT) <= vectors:
        _step_panel(
            layout, weights, moments, masks, batch, scratch, live, step, minus_scale, entropy,
            recording, LANES * done, samples, OUTPUT,
        )  # fmt: skip
        done += len(OUTPUT)
    while done < vectors:
        _step_panel(
            layout, weights, moments, masks, batch, scratch, live, step, minus_scale, entropy,
            recording, LANES * done, samples, SINGLE,
        )  # fmt: skip
        done += 1
    _sum_losses(scratch)
    pass_back(layout, layer, scratch, samples)


@inlined
def _step_panel(
    layout, weights, moments, masks, batch, scratch, live, step, minus_scale, entropy, recording,
    column, samples, columns,
):  # fmt: skip
    layer = len(layout.matrices) - 1
    delta = _loss_panel(
        layout, weights, batch, scratch, live, minus_scale, entropy, recording, column, samples,
        columns,
    )  # fmt: skip
    step_panel(
        layout, layer, weights, moments, masks, scratch, live, delta, step, column, samples, columns
    )


@part
def measure_output(layout, weights, batch, scratch, entropy, samples):
    """Loss of each row and the logits, without a step."""
    live = split_units(layout, len(layout.matrices) - 1, scratch, samples)
    store(filled(ZERO, samples, SINGLE), scratch.losses, 0, LANES)
    vectors, done = vectors_of(layout.units[-1]), 0
    while done + len(OUTPUT) <= vectors:
        _loss_panel(
            layout, weights, batch, scratch, live, MINUS_ONE, entropy, True, LANES * done, samples,
            OUTPUT,
        )  # fmt: skip
        done += len(OUTPUT)
    while done < vectors:
        _loss_panel(
            layout, weights, batch, scratch, live, MINUS_ONE, entropy, True, LANES * done, samples,
            SINGLE,
        )  # fmt: skip
        done += 1
    _sum_losses(scratch)


@inlined
def _loss_panel(
    layout, weights, batch, scratch, live, minus_scale, entropy, recording, column, samples, columns
):
    """Add the losses of a panel to those of the rows; returns its deltas."""
    layer = len(layout.matrices) - 1
    width = layout.widths[layer + 1]
    logits = sums_of(layout, layer, weights, scratch, live, column, samples, columns)
    if recording is not None:
        store(logits, scratch.activations, layout.activations[layer + 1] + column, width)
    targets = load(batch.targets, column, layout.widths[0], samples, columns)
    losses, delta = loss_and_delta(logits, targets, minus_scale, entropy)
    total = load(scratch.losses, 0, LANES, samples, SINGLE)
    store(add_columns(total, losses), scratch.losses, 0, LANES)
    return delta


@part
def _sum_losses(scratch):
    """Bring the losses of each row together from their lanes."""
    for row in range(0, len(scratch.row_losses), LANES):
        total = lane_sums(scratch.losses, row * LANES, LANES)
        store(total, scratch.row_losses, row, 0)
