"""Working memory of the kernels, made once and used by every network in turn."""

from typing import NamedTuple

import numpy as np

from evoprune.training.engines.numba.kernels.batch import TABLE_LIMIT
from evoprune.training.engines.numba.layout import Layout, aligned
from evoprune.training.engines.numba.tiles.types import LANES


class Scratch(NamedTuple):
    """Buffers for one network.

    Attributes:
        activations: of every layer, at `Layout.activations`; of the last, the logits.
        deltas: gradient of the loss by each unit's sum, at the same places.
        dots: products of deltas and weights, lane by lane, (units, B, 16).
        losses: of each row, lane by lane, (B, 16) rounded up to 16 rows.
        row_losses: of each row, B rounded up to whole vectors.
        table: sums of deltas over every set of rows, twice 2^B rows.
        active: indices of units that some row of the batch excites.
        dead: indices of the others.
    """

    activations: np.ndarray
    deltas: np.ndarray
    dots: np.ndarray
    losses: np.ndarray
    row_losses: np.ndarray
    table: np.ndarray
    active: np.ndarray
    dead: np.ndarray


def scratch(layout: Layout, batch_size: int) -> Scratch:
    """Buffers for networks of a layout."""
    places = int(layout.activations[-1])
    hidden = int(layout.widths[1:-1].max())
    rows = -(-batch_size // LANES) * LANES
    codes = 2 << batch_size if batch_size <= TABLE_LIMIT else 0
    return Scratch(
        activations=aligned((places,)),
        deltas=aligned((places,)),
        dots=aligned((hidden * batch_size * LANES,)),
        losses=aligned((rows * LANES,)),
        row_losses=aligned((rows,)),
        table=aligned((codes * int(layout.widths[1]),)),
        active=np.zeros(hidden, dtype=np.int64),
        dead=np.zeros(hidden, dtype=np.int64),
    )
