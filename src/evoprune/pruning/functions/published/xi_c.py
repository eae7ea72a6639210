"""xi_C: energy of the mean map over the standard error of t. Source: study 3, section 4."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("div", "pow2", "sub", "mX", "var", "Q", "sqrt", "rho1"),
    *("add", "div", "var", "P", "num", "P", "div", "var", "Q", "num", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of |f - v-|^2 / sqrt(v+/n+ + v-/n- + 1e-4); f is the mean map."""
    m, f = moments(layer), layer.shared["mX"]
    energy = ((f - m.variance_of_others[:, :, None]) ** 2).sum(axis=2)
    error = np.sqrt(m.variance / m.count + m.variance_of_others / m.others + 1e-4)
    return np.asarray((energy / error).sum(axis=0))
