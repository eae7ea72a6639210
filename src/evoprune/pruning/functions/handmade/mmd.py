"""Maximum mean discrepancy of a class and all others, by a Gaussian kernel of width 1; biased."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands

TREE = (
    *("sub", "add", "g_mean", "rbf", "P", "P", "g_mean", "rbf", "Q", "Q"),
    *("add", "g_mean", "rbf", "P", "Q", "g_mean", "rbf", "P", "Q"),
)
OPS = "paper"


def closed(layer: LayerOperands) -> np.ndarray:
    """Sum over classes of mean k(P, P) + mean k(Q, Q) - 2 mean k(P, Q)."""
    own = layer.shared["labels"][0]
    return np.array([_discrepancy(_kernel(samples), own) for samples in layer.shared["X"]])


def _kernel(samples: np.ndarray) -> np.ndarray:
    """exp(-|x - y|^2 / 2) of all pairs of samples (n, D)."""
    squares = (samples**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * samples @ samples.T
    return np.asarray(np.exp(-np.maximum(distances, 0) / 2))


def _discrepancy(kernel: np.ndarray, own: np.ndarray) -> float:
    """Of one channel, summed over classes; own (n, classes) marks the samples of each."""
    inside, outside = own / own.sum(axis=0), (1 - own) / (1 - own).sum(axis=0)
    apart = inside - outside
    return float((apart * (kernel @ apart)).sum())
