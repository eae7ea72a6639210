"""Student's t of a class against all others.

The variances are those of all values of the maps, and divided by the number of samples alone.
"""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("div", "abs", "sub", "g_mean", "P", "g_mean", "Q", "sqrt", "rho1"),
    *("add", "div", "var", "P", "num", "P", "div", "var", "Q", "num", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of |mean difference| / sqrt(v+/n+ + v-/n- + 1e-4)."""
    m = moments(layer)
    error = np.sqrt(m.variance / m.count + m.variance_of_others / m.others + 1e-4)
    return np.asarray((np.abs(m.mean - m.mean_of_others) / error).sum(axis=0))
