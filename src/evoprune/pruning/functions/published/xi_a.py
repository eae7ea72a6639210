"""xi_A: symmetric divergence whose mean difference became a norm over the mean map.

Source: study 3, section 4; equation 3 of the paper.
"""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("add", "add", "div", "var", "P", "rho5", "var", "Q", "div", "var", "Q", "rho5", "var", "P"),
    *("div", "pow2", "add", "mul", "mul", "std", "mX", "var", "Q", "mX"),
    *("sub", "var", "P", "g_mean", "Q", "rho5", "add", "var", "P", "var", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of D (v+/(v- + r) + v-/(v+ + r)) + |s v- f + v+ - m-|^2/(v+ + v- + r).

    f is the mean map of D positions, s its standard deviation, r = 0.05.
    """
    m, f = moments(layer), layer.shared["mX"]
    own, others = m.variance, m.variance_of_others
    ratios = own / (others + 0.05) + others / (own + 0.05)
    shift = own - m.mean_of_others
    vectors = (f.std(axis=1) * others)[:, :, None] * f + shift[:, :, None]
    norms = (vectors**2).sum(axis=2)
    return np.asarray((f.shape[1] * ratios + norms / (own + others + 0.05)).sum(axis=0))
