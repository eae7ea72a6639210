"""The forward pass in plain NumPy, for networks that no engine trains."""

from collections.abc import Sequence

import numpy as np

from evoprune.networks.network import Network


def activations(network: Network, kinds: Sequence[str], rows: np.ndarray) -> list[np.ndarray]:
    """What every layer gives out, after its activation, in the precision of the rows.

    Args:
        network: any sizes of layers.
        kinds: `relu`, `sigmoid` or `linear` of each layer, input to output.
        rows: floats, shape (N, D).

    Returns:
        Per layer (N, units).
    """
    values, outputs = rows, []
    for layer, kind in zip(network.layers, kinds, strict=True):
        values = values @ layer.weight.T.astype(rows.dtype) + layer.bias.astype(rows.dtype)
        if kind == "relu":
            np.maximum(values, 0, out=values)
        elif kind == "sigmoid":
            _sigmoid(values)
        outputs.append(values)
    return outputs


def _sigmoid(values: np.ndarray) -> None:
    """In place; tanh has no overflow at either end, unlike the quotient of exponentials."""
    values *= 0.5
    np.tanh(values, out=values)
    values += 1
    values *= 0.5


def l1(network: Network, kinds: Sequence[str], rows: np.ndarray) -> float:
    """Mean absolute error of what the network makes of rows against the rows, per value."""
    return error(activations(network, kinds, rows)[-1], rows)


def error(output: np.ndarray, rows: np.ndarray) -> float:
    """Mean absolute error of an output, which is overwritten, per value."""
    output -= rows
    return float(np.abs(output, out=output).mean(dtype=np.float64))
