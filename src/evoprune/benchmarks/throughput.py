"""Loops that do nothing but one operation, on vectors of 16 floats, as fast as they go.

They are made of the same tiles as the kernels of the numba engine. Each step of a chain needs the
one before it, so no compiler can leave one out; the values stay near one, so none gets slow.
"""

import numpy as np
from numba import njit

from evoprune.training.engines.numba.kernels.panels import OUTPUT, SINGLE
from evoprune.training.engines.numba.tiles.arithmetic import fma, square_root
from evoprune.training.engines.numba.tiles.memory import load, store
from evoprune.training.engines.numba.tiles.types import LANES, extent

CHAINS = extent(12 if len(OUTPUT) > 1 else 6)
"""Chains side by side: enough to hide how long an operation takes, few enough for registers."""

# Not kept on disk: the cache of the engine's kernels does not see edits here.
measured = njit(error_model="numpy")

QUARTER, THREE_QUARTERS, TWO = np.float32(0.25), np.float32(0.75), np.float32(2)


@measured
def multiply_adds(values, count):
    """x/4 + 3/4, `count` times on each chain; `values` holds the chains, float32."""
    x = load(values, 0, LANES, CHAINS, SINGLE)
    for _ in range(count):
        x = fma(x, QUARTER, THREE_QUARTERS)
    store(x, values, 0, LANES)


@measured
def divisions(values, count):
    """2/x, `count` times on each chain."""
    x = load(values, 0, LANES, CHAINS, SINGLE)
    for _ in range(count):
        x = TWO / x
    store(x, values, 0, LANES)


@measured
def square_roots(values, count):
    """The root of x + 3/4, `count` times on each chain; the sum runs beside the roots."""
    x = load(values, 0, LANES, CHAINS, SINGLE)
    for _ in range(count):
        x = square_root(x + THREE_QUARTERS)
    store(x, values, 0, LANES)
