"""What is left of a network: non-zero parameters, dead units, what they would take with them."""

from collections.abc import Sequence

import numpy as np

from evoprune.networks.network import Layer, Network


def preserved_share(network: Network, threshold: float = 0.0) -> float:
    """Share of parameters whose magnitude is above `threshold`."""
    kept = sum(int(np.count_nonzero(np.abs(t) > threshold)) for t in network.tensors().values())
    return kept / sum(layer.size for layer in network.layers)


def dead_units(activations: np.ndarray) -> np.ndarray:
    """Units that no row activates.

    Args:
        activations: after the ReLU, shape (rows, units).

    Returns:
        bool, shape (units,).
    """
    return np.asarray(~(activations > 0).any(axis=0))


def removable_parameters(layers: Sequence[Layer], dead: Sequence[np.ndarray]) -> int:
    """Number of parameters that can go with the dead units without changing any output.

    These are a dead unit's incoming weights and bias, which cannot bring it to life on the rows it
    was judged by, and its outgoing weights, which only ever see a zero.

    Args:
        layers: all layers, input to output.
        dead: per hidden layer (all but the last) bool, shape (units,).
    """
    total = 0
    for index, layer in enumerate(layers):
        outputs, inputs = layer.weight.shape
        dead_in = int(dead[index - 1].sum()) if index else 0
        dead_out = int(dead[index].sum()) if index < len(dead) else 0
        kept = (outputs - dead_out) * (inputs - dead_in)
        total += outputs * inputs - kept + dead_out
    return total
