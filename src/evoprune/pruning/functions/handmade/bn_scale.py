"""Absolute scale of the channel in its batch normalisation."""

import numpy as np

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.scoring import LayerOperands

TREE = ("abs", "gamma")
OPS = "paper"


def closed(layer: LayerOperands) -> np.ndarray:
    """K |gamma|.

    Raises:
        ConfigError: the layer has no batch normalisation.
    """
    if "gamma" not in layer.shared:
        raise ConfigError("bn_scale: a layer has no batch normalisation to score by")
    return np.asarray(layer.classes * np.abs(layer.shared["gamma"]))
