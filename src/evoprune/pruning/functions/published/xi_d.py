"""xi_D: spread of a class, mean difference, and what the others' mean map adds up to.

Source: study 3, section 4.
"""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("add", "rho5", "add", "div", "var", "P", "rho5", "div", "var", "Q", "num", "Q"),
    *("abs", "sub", "g_mean", "P", "g_mean", "Q", "mQ"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of D (v+/(v-/n- + r) + |m+ - m-| + r) + sum of f-, r = 0.05."""
    m, positions = moments(layer), layer.shared["mX"].shape[1]
    ratio = m.variance / (m.variance_of_others / m.others + 0.05)
    apart = np.abs(m.mean - m.mean_of_others)
    # The sum of a map is its mean, times its positions.
    return np.asarray(positions * (ratio + apart + 0.05 + m.mean_of_others).sum(axis=0))
