"""Units of a layer: how many vectors hold them, which ones are excited, what comes back to them."""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.panels import SINGLE
from evoprune.training.engines.numba.tiles.arithmetic import where_positive
from evoprune.training.engines.numba.tiles.memory import filled, load, store
from evoprune.training.engines.numba.tiles.products import add_dots, lane_sums
from evoprune.training.engines.numba.tiles.types import LANES

ZERO, ONE = np.float32(0), np.float32(1)


@part
def vectors_of(units):
    """Number of vectors that hold so many units."""
    return (units + LANES - 1) // LANES


@part
def set_constant(layout, layer, scratch, samples):
    """Set the input of the next layer's bias, which is always one."""
    start = layout.activations[layer] + layout.units[layer]
    for b in range(len(samples)):
        scratch.activations[start + b * layout.widths[layer]] = ONE


@part
def split_units(layout, layer, scratch, samples):
    """List the units of a layer that any row excites, then its constant one; and the others.

    A unit that is zero on all rows adds nothing, gets no gradient and passes nothing back.

    Returns:
        Number of excited units.
    """
    units, width, start = layout.units[layer], layout.widths[layer], layout.activations[layer]
    live = 0
    for k in range(units):
        excited = False
        for b in range(len(samples)):
            excited |= scratch.activations[start + b * width + k] != ZERO
        if excited:
            scratch.active[live] = k
            live += 1
        else:
            scratch.dead[k - live] = k
    scratch.active[live] = units
    return live


@part
def clear_dots(layout, layer, scratch, samples):
    """Forget what came back to a layer's units."""
    for index in range(vectors_of(layout.units[layer]) * LANES * len(samples)):
        store(filled(ZERO, SINGLE, SINGLE), scratch.dots, LANES * index, 0)


@inlined
def add_dot(scratch, k, delta, row, samples):
    """Add what unit k gets back through a piece of its outgoing weights, lane by lane."""
    place = k * len(samples) * LANES
    total = load(scratch.dots, place, LANES, samples, SINGLE)
    store(add_dots(total, delta, row), scratch.dots, place, LANES)


@part
def pass_back(layout, layer, scratch, samples):
    """Deltas of a layer's units: what came back to them, where the ReLU was open."""
    width, start = layout.widths[layer], layout.activations[layer]
    for column in range(0, LANES * vectors_of(layout.units[layer]), LANES):
        for b in range(len(samples)):
            dots = (column * len(samples) + b) * LANES
            total = lane_sums(scratch.dots, dots, len(samples) * LANES)
            place = start + b * width + column
            active = load(scratch.activations, place, 0, SINGLE, SINGLE)
            store(where_positive(active, total, ZERO), scratch.deltas, place, 0)
