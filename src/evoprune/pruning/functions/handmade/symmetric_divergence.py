"""Symmetric divergence of two normal distributions: a class against all others."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.functions.moments import moments

TREE = (
    *("add", "add", "div", "var", "P", "rho5", "var", "Q", "div", "var", "Q", "rho5", "var", "P"),
    *("div", "pow2", "sub", "g_mean", "P", "g_mean", "Q", "rho5", "add", "var", "P", "var", "Q"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of v+/(v- + r) + v-/(v+ + r) + (m+ - m-)^2/(v+ + v- + r), r = 0.05."""
    m = moments(layer)
    own, others = m.variance, m.variance_of_others
    ratios = own / (others + 0.05) + others / (own + 0.05)
    apart = (m.mean - m.mean_of_others) ** 2 / (own + others + 0.05)
    return np.asarray((ratios + apart).sum(axis=0))
