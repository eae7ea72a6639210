"""A batch of binary rows as the kernels want it."""

from typing import NamedTuple

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.panels import SINGLE
from evoprune.training.engines.numba.layout import Layout, aligned
from evoprune.training.engines.numba.tiles.arithmetic import fma
from evoprune.training.engines.numba.tiles.memory import filled, load_bits, store, store_integers
from evoprune.training.engines.numba.tiles.types import LANES

TABLE_LIMIT = 6
"""Largest batch whose columns are looked up in a table of 2^B rows."""

ZERO, ONE, TWO = np.float32(0), np.float32(1), np.float32(2)


class Batch(NamedTuple):
    """Buffers for one batch of B rows.

    Attributes:
        values: the inputs and the constant one of the biases, float32, (B, width).
        targets: 2x - 1: which way a logit should go; zero in the padding and for absent rows.
        codes: per input the rows that have a one there, as bits.
    """

    values: np.ndarray
    targets: np.ndarray
    codes: np.ndarray


def batch_buffers(layout: Layout, batch_size: int) -> Batch:
    """Empty buffers."""
    width = int(layout.widths[0])
    floats = aligned((2, batch_size * width))
    return Batch(floats[0], floats[1], np.zeros(width, dtype=np.int32))


@part
def gather(layout, data, rows, batch, samples):
    """Fill the buffers with some rows of the data.

    Args:
        data: bits of N + 1 rows; the last one is all zeros and stands for an absent row.
        rows: indices of the rows, -1 for an absent one, shape (B,).
        samples: B, an extent.

    Returns:
        Number of rows that are there.
    """
    width, inputs = layout.widths[0], layout.units[0]
    vectors = width // LANES
    for vector in range(vectors):
        _fill(data, rows, batch, width, vector, samples)
    present = 0
    for b in range(len(samples)):
        here = rows[b] >= 0
        present += here
        for j in range(inputs if here else 0, width):
            batch.targets[b * width + j] = ZERO
        batch.values[b * width + inputs] = ONE  # the input of the biases
    batch.codes[inputs] = (1 << min(len(samples), TABLE_LIMIT)) - 1
    return present


@inlined
def _fill(data, rows, batch, width, vector, samples):
    """One vector of every row."""
    codes, power = filled(ZERO, SINGLE, SINGLE), ONE
    for b in range(len(samples)):
        row = rows[b] if rows[b] >= 0 else len(data) // (width // LANES) - 1
        values = load_bits(data, row * (width // LANES) + vector)
        place = b * width + LANES * vector
        store(values, batch.values, place, 0)
        store(values * TWO - ONE, batch.targets, place, 0)
        codes = fma(values, power, codes)
        power *= TWO
    if len(samples) <= TABLE_LIMIT:
        store_integers(codes, batch.codes, LANES * vector)
