"""Physical removal: networks that are smaller, not only zeroed."""

from collections.abc import Sequence

import numpy as np

from evoprune.networks.network import Layer, Network


def without_units(network: Network, removed: Sequence[np.ndarray]) -> Network:
    """The network without some hidden units: their rows, biases and outgoing weights go.

    Where every row left them at zero no output changes.

    Args:
        network: the whole one.
        removed: per hidden layer (all but the last) bool, shape (units,).
    """
    layers = []
    kept_in = np.ones(network.layers[0].weight.shape[1], dtype=bool)
    for index, layer in enumerate(network.layers):
        last = index == len(removed)
        kept_out = np.ones(len(layer.bias), dtype=bool) if last else ~removed[index]
        layers.append(Layer(layer.weight[kept_out][:, kept_in], layer.bias[kept_out]))
        kept_in = kept_out
    return Network.from_layers(layers, len(network.encoder))


def by_magnitude(network: Network) -> np.ndarray:
    """Parameters from the largest magnitude to the smallest; of equal ones the first comes first.

    Returns:
        Indices into all parameters: layer by layer, weights before biases.
    """
    flat = np.concatenate([tensor.ravel() for tensor in _tensors(network)])
    return np.argsort(-np.abs(flat), kind="stable")


def with_first(network: Network, order: np.ndarray, kept: int) -> Network:
    """A copy with all but the first `kept` parameters of an order set to zero.

    Args:
        network: the whole one.
        order: of its parameters; see `by_magnitude`.
        kept: how many stay.
    """
    tensors = _tensors(network)
    keep = np.zeros(order.size, dtype=bool)
    keep[order[:kept]] = True
    parts = np.split(keep, np.cumsum([tensor.size for tensor in tensors])[:-1])
    masked = [np.where(p.reshape(t.shape), t, 0) for t, p in zip(tensors, parts, strict=True)]
    layers = [Layer(*pair) for pair in zip(masked[::2], masked[1::2], strict=True)]
    return Network.from_layers(layers, len(network.encoder))


def _tensors(network: Network) -> list[np.ndarray]:
    return [tensor for layer in network.layers for tensor in (layer.weight, layer.bias)]
