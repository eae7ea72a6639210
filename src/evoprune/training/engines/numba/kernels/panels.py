"""How many vectors of a row a kernel treats at once.

Sums run column by column, so bits do not depend on the width of a panel.
"""

import llvmlite.binding
from numba.core import config

from evoprune.training.engines.numba.tiles.types import extent


def _has_wide_registers() -> bool:
    """Whether the processor that is compiled for has 32 registers of 16 floats."""
    if config.CPU_FEATURES is None:
        return bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
    return "+avx512f" in config.CPU_FEATURES


_WIDE = _has_wide_registers()

SINGLE = extent(1)
FIRST = extent(2 if _WIDE else 1)
"""Columns of a panel of the first layer."""
OUTPUT = extent(3 if _WIDE else 1)
"""Columns of a panel of the output layer."""
