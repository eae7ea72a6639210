"""The forward pass in plain NumPy, for networks that no engine trains."""

from collections.abc import Sequence

import numpy as np

from evoprune.networks.network import Network


def activations(network: Network, kinds: Sequence[str], rows: np.ndarray) -> list[np.ndarray]:
    """What every layer gives out, after its activation, in double precision.

    Args:
        network: any sizes of layers.
        kinds: `relu`, `sigmoid` or `linear` of each layer, input to output.
        rows: shape (N, D).

    Returns:
        Per layer (N, units).
    """
    values, outputs = rows.astype(np.float64), []
    for layer, kind in zip(network.layers, kinds, strict=True):
        values = values @ layer.weight.T.astype(np.float64) + layer.bias
        if kind == "relu":
            values = np.maximum(values, 0.0)
        elif kind == "sigmoid":
            # tanh has no overflow at either end, unlike the quotient of exponentials.
            values = 0.5 * (1.0 + np.tanh(0.5 * values))
        outputs.append(values)
    return outputs


def l1(network: Network, kinds: Sequence[str], rows: np.ndarray) -> float:
    """Mean absolute error of what the network makes of rows against the rows, per value."""
    return float(np.abs(activations(network, kinds, rows)[-1] - rows).mean())
