"""The first layer: its inputs are zeros and ones, so the gradients of its rows are few."""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.batch import TABLE_LIMIT
from evoprune.training.engines.numba.kernels.panels import FIRST, SINGLE
from evoprune.training.engines.numba.kernels.units import set_constant, vectors_of
from evoprune.training.engines.numba.kernels.updates import (
    SQUARED,
    fresh_direction,
    move,
    new_moments,
    prepared,
)
from evoprune.training.engines.numba.tiles.arithmetic import at_least
from evoprune.training.engines.numba.tiles.memory import filled, load, store
from evoprune.training.engines.numba.tiles.products import add_outer, contract
from evoprune.training.engines.numba.tiles.types import LANES

ZERO = np.float32(0)


@part
def activate_first(layout, weights, batch, scratch, samples):
    """Activations of the first layer."""
    vectors, done = vectors_of(layout.units[1]), 0
    while done + len(FIRST) <= vectors:
        _activate_panel(layout, weights, batch, scratch, LANES * done, samples, FIRST)
        done += len(FIRST)
    while done < vectors:
        _activate_panel(layout, weights, batch, scratch, LANES * done, samples, SINGLE)
        done += 1
    set_constant(layout, 1, scratch, samples)


@inlined
def _activate_panel(layout, weights, batch, scratch, column, samples, columns):
    inputs, width = layout.units[0], layout.widths[1]
    sums = filled(ZERO, samples, columns)
    for j in range(inputs):
        row = load(weights, j * width + column, 0, SINGLE, columns)
        sums = add_outer(sums, batch.values, j, layout.widths[0], row)
    sums = sums + load(weights, inputs * width + column, 0, SINGLE, columns)
    store(at_least(sums, ZERO), scratch.activations, layout.activations[1] + column, width)


@part
def step_first(layout, weights, moments, masks, now, ahead, scratch, step, samples):
    """Update the first layer and compute its activations for the next batch, in one pass.

    Args:
        now: the batch that the deltas belong to.
        ahead: the next batch.
    """
    if len(samples) <= TABLE_LIMIT:
        _tabulate(layout, moments, scratch, samples)
    vectors, done = vectors_of(layout.units[1]), 0
    while done + len(FIRST) <= vectors:
        column = LANES * done
        _step_panel(
            layout, weights, moments, masks, now, ahead, scratch, step, column, samples, FIRST
        )
        done += len(FIRST)
    while done < vectors:
        column = LANES * done
        _step_panel(
            layout, weights, moments, masks, now, ahead, scratch, step, column, samples, SINGLE
        )
        done += 1
    set_constant(layout, 1, scratch, samples)


@part
def _tabulate(layout, moments, scratch, samples):
    """First halves of a step for every set of rows that may have a one in a column.

    Their gradients are sums over the rows of the set, in order. Entry c is for the set whose bits c
    has; what the second moment gets stands 2^B entries further on.
    """
    width, table = layout.widths[1], scratch.table
    further = width << len(samples)
    for column in range(0, width, LANES):
        store(filled(ZERO, SINGLE, SINGLE), table, column, 0)
        for b in range(len(samples)):
            place = layout.activations[1] + b * width + column
            delta = load(scratch.deltas, place, 0, SINGLE, SINGLE)
            for code in range(1 << b):
                total = load(table, code * width + column, 0, SINGLE, SINGLE) + delta
                store(total, table, (code + (1 << b)) * width + column, 0)
        for place in range(column, further + column, width):
            total = load(table, place, 0, SINGLE, SINGLE)
            if moments is None:
                store(fresh_direction(total), table, place, 0)
            else:
                store((total * SQUARED) * total, table, place + further, 0)


@inlined
def _prepared(layout, moments, batch, scratch, j, column, samples, columns):
    """First half of a step on the weights of input j."""
    width = layout.widths[1]
    place = j * width + column
    if len(samples) > TABLE_LIMIT:
        start = layout.activations[1] + column
        delta = load(scratch.deltas, start, width, samples, columns)
        gradient = contract(batch.values, j, layout.widths[0], delta)
        return prepared(gradient, moments, place, columns)
    entry = batch.codes[j] * width + column
    share = load(scratch.table, entry, 0, SINGLE, columns)
    if moments is None:
        return share, share
    square = load(scratch.table, entry + (width << len(samples)), 0, SINGLE, columns)
    return new_moments(share, square, moments, place, columns)


@inlined
def _step_panel(
    layout, weights, moments, masks, now, ahead, scratch, step, column, samples, columns
):
    inputs, width = layout.units[0], layout.widths[1]
    sums = filled(ZERO, samples, columns)
    first, root = _prepared(layout, moments, now, scratch, 0, column, samples, columns)
    for j in range(inputs):
        following = _prepared(layout, moments, now, scratch, j + 1, column, samples, columns)
        place = j * width + column
        row = move(weights, place, first, root, step, moments, masks, columns)
        sums = add_outer(sums, ahead.values, j, layout.widths[0], row)
        first, root = following
    place = inputs * width + column
    sums = sums + move(weights, place, first, root, step, moments, masks, columns)
    store(at_least(sums, ZERO), scratch.activations, layout.activations[1] + column, width)
