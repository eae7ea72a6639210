"""Sums of activations of one network, while it passes."""

from typing import NamedTuple

import numpy as np

from evoprune.training.engines.numba.compiled import part
from evoprune.training.engines.numba.kernels.panels import SINGLE
from evoprune.training.engines.numba.tiles.memory import add_doubles, load
from evoprune.training.engines.numba.tiles.types import LANES


class Sums(NamedTuple):
    """Sums of activations and of their squares, float64; in kernels of one network.

    They are laid out as the activations from the first layer on.
    """

    sums: np.ndarray
    squares: np.ndarray


@part
def record(layout, history, rows, scratch, first, last, samples):
    """Add the activations of layers `first` to `last` to the history of one network.

    Args:
        history: `Sums` of the network.
        rows: as in `gather`; absent ones leave their slots alone.
    """
    for layer in range(first, last + 1):
        width = layout.widths[layer]
        for b in range(len(samples)):
            start = layout.activations[layer] + b * width
            if rows[b] >= 0:
                for place in range(start, start + width, LANES):
                    values = load(scratch.activations, place, 0, SINGLE, SINGLE)
                    target = place - layout.activations[1]
                    add_doubles(values, history.sums, history.squares, target, 0)
