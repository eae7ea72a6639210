"""L2 norm of the filter."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands

TREE = ("sqrt", "sum", "pow2", "WI")
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """K times the Euclidean norm of the weights."""
    return np.asarray(
        layer.classes * np.linalg.norm(layer.shared["WI"].reshape(layer.channels, -1), axis=1)
    )
