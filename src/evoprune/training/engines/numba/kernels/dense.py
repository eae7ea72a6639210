"""Every layer but the first: forward and backward through its matrix, a panel at a time."""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.panels import SINGLE
from evoprune.training.engines.numba.kernels.units import (
    add_dot,
    clear_dots,
    pass_back,
    set_constant,
    split_units,
    vectors_of,
)
from evoprune.training.engines.numba.kernels.updates import SECOND_DECAY, move, prepared
from evoprune.training.engines.numba.tiles.arithmetic import at_least
from evoprune.training.engines.numba.tiles.memory import filled, load, store
from evoprune.training.engines.numba.tiles.products import add_outer, any_nonzero, contract
from evoprune.training.engines.numba.tiles.types import LANES

ZERO = np.float32(0)


@inlined
def sums_of(layout, layer, weights, scratch, live, column, samples, columns):
    """Sums of a panel of units of layer `layer + 1`; `live` inputs are listed as active."""
    width, matrix = layout.widths[layer + 1], layout.matrices[layer] + column
    source, below = layout.activations[layer], layout.widths[layer]
    sums = load(weights, matrix + layout.units[layer] * width, 0, samples, columns)
    for k in scratch.active[:live]:
        row = load(weights, matrix + k * width, 0, SINGLE, columns)
        sums = add_outer(sums, scratch.activations, source + k, below, row)
    return sums


@part
def activate(layout, layer, weights, scratch, samples):
    """Activations of layer `layer + 1` from those of `layer`."""
    live = split_units(layout, layer, scratch, samples)
    for column in range(0, LANES * vectors_of(layout.units[layer + 1]), LANES):
        sums = sums_of(layout, layer, weights, scratch, live, column, samples, SINGLE)
        start = layout.activations[layer + 1] + column
        store(at_least(sums, ZERO), scratch.activations, start, layout.widths[layer + 1])
    set_constant(layout, layer + 1, scratch, samples)


@part
def step_hidden(layout, layer, weights, moments, masks, scratch, step, samples):
    """Update a hidden matrix; leaves the deltas of the units below it."""
    live = split_units(layout, layer, scratch, samples)
    clear_dots(layout, layer, scratch, samples)
    for column in range(0, LANES * vectors_of(layout.units[layer + 1]), LANES):
        start = layout.activations[layer + 1] + column
        delta = load(scratch.deltas, start, layout.widths[layer + 1], samples, SINGLE)
        step_panel(
            layout, layer, weights, moments, masks, scratch, live, delta, step, column, samples,
            SINGLE,
        )  # fmt: skip
    pass_back(layout, layer, scratch, samples)


@inlined
def step_panel(
    layout, layer, weights, moments, masks, scratch, live, delta, step, column, samples, columns
):
    """Update a panel of a matrix, and add to what the units below get back."""
    width, matrix = layout.widths[layer + 1], layout.matrices[layer] + column
    source, below = layout.activations[layer], layout.widths[layer]
    k = scratch.active[0]
    gradient = contract(scratch.activations, source + k, below, delta)
    first, root = prepared(gradient, moments, matrix + k * width, columns)
    for index in range(live):
        place = matrix + k * width
        add_dot(scratch, k, delta, load(weights, place, 0, SINGLE, columns), samples)
        k = scratch.active[index + 1]
        gradient = contract(scratch.activations, source + k, below, delta)
        following = prepared(gradient, moments, matrix + k * width, columns)
        move(weights, place, first, root, step, moments, masks, columns)
        first, root = following
    move(weights, matrix + k * width, first, root, step, moments, masks, columns)
    if moments is not None or masks is not None:
        for k in scratch.dead[: layout.units[layer] - live]:
            _coast(weights, moments, masks, matrix + k * width, step, columns)


@inlined
def _coast(weights, moments, masks, place, step, columns):
    """A step without a gradient: what is left of Adam's first moment still moves a parameter."""
    if moments is not None:
        # By their bits: a step makes a negative zero positive, whatever stands beside it.
        if any_nonzero(load(moments.first, place, 0, SINGLE, columns)):
            first, root = prepared(filled(ZERO, SINGLE, columns), moments, place, columns)
            move(weights, place, first, root, step, moments, masks, columns)
        else:
            second = load(moments.second, place, 0, SINGLE, columns)
            store(second * SECOND_DECAY, moments.second, place, 0)
    if masks is not None:
        row = load(weights, place, 0, SINGLE, columns) * load(masks, place, 0, SINGLE, columns)
        store(row, weights, place, 0)
