"""Discriminant information: how much of the scatter of the maps is that of the class means.

The expression adds up quadratic forms of the class means, where the formula has the trace of a
product of two matrices of the maps' size: the same for much less.
"""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands

TREE = (
    *("mul", "N", "matmul", "matmul", "sub", "mP", "mX"),
    *("inv", "matmul", "transpose", "sub", "X", "mX", "sub", "X", "mX", "sub", "mP", "mX"),
)
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """Trace of (S + 1e-4 I)^-1 S_B: scatter of all samples and that between class means."""
    counts = np.concatenate([own["N"] for own in layer.of_class])
    means = np.stack([own["mP"] for own in layer.of_class], axis=1) - layer.shared["mX"][:, None]
    return np.array(
        [
            _information(samples - mean, apart, counts)
            for samples, mean, apart in zip(
                layer.shared["X"], layer.shared["mX"], means, strict=True
            )
        ]
    )


def _information(deviations: np.ndarray, apart: np.ndarray, counts: np.ndarray) -> float:
    """Of one channel: deviations of samples (n, D) and of class means (classes, D)."""
    scatter = deviations.T @ deviations
    scatter[np.diag_indices_from(scatter)] += 1e-4
    between = (apart.T * counts) @ apart
    return float(np.trace(np.linalg.solve(scatter, between)))
