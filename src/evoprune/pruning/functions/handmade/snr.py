"""Absolute signal-to-noise ratio of a class against all others."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("div", "abs", "sub", "g_mean", "P", "g_mean", "Q"),
    *("rho1", "add", "std", "P", "std", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of |mean difference| / (sum of standard deviations + 1e-4)."""
    m = moments(layer)
    spread = np.sqrt(m.variance) + np.sqrt(m.variance_of_others)
    return np.asarray((np.abs(m.mean - m.mean_of_others) / (spread + 1e-4)).sum(axis=0))
