"""xi_B: spread of a class, and energy of the mean map. Source: study 3, section 4."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("add", "var", "P", "div", "pow2", "sub", "mX", "var", "Q"),
    *("rho5", "add", "var", "P", "var", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of D v+ + |f - v-|^2/(v+ + v- + 0.05); f is the mean map."""
    m, f = moments(layer), layer.shared["mX"]
    own, others = m.variance, m.variance_of_others
    energy = ((f - others[:, :, None]) ** 2).sum(axis=2)
    return np.asarray((f.shape[1] * own + energy / (own + others + 0.05)).sum(axis=0))
