"""L1 norm of the filter: the sum of its absolute weights."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands

TREE = ("sum", "abs", "WI")
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """K sum |w|: functions are added up over classes, those of filters too."""
    weight = layer.shared["WI"].reshape(layer.channels, -1)
    return np.asarray(layer.classes * np.abs(weight).sum(axis=1))
