"""Distance of the filter to the layer's median filter: the one closest to all others."""

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.pruning.criteria.vectors import summed_distances

TREE = ("sqrt", "sum", "pow2", "sub", "WI", "geo_median", "W")
OPS = "released"


def closed(layer: LayerOperands) -> np.ndarray:
    """K times the Euclidean distance; the median filter is one of the layer's own."""
    filters = layer.shared["WI"].reshape(layer.channels, -1)
    median = filters[summed_distances(filters).argmin()]
    return np.asarray(layer.classes * np.linalg.norm(filters - median, axis=1))
