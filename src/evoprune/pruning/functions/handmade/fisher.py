"""Fisher's discriminant ratio of a class against all others."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("div", "pow2", "sub", "g_mean", "P", "g_mean", "Q"),
    *("rho1", "add", "var", "P", "var", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of squared mean difference / (sum of variances + 1e-4)."""
    m = moments(layer)
    spread = m.variance + m.variance_of_others + 1e-4
    return np.asarray(((m.mean - m.mean_of_others) ** 2 / spread).sum(axis=0))
