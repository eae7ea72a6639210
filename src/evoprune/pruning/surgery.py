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


def with_largest(network: Network, kept: int) -> Network:
    """A copy with all but the `kept` parameters of largest magnitude set to zero.

    Magnitudes are ranked over the whole network; of equal ones the first in order stays.
    """
    tensors = [tensor for layer in network.layers for tensor in (layer.weight, layer.bias)]
    magnitudes = np.abs(np.concatenate([tensor.ravel() for tensor in tensors]))
    keep = np.zeros(magnitudes.size, dtype=bool)
    keep[np.argsort(-magnitudes, kind="stable")[:kept]] = True
    parts = np.split(keep, np.cumsum([tensor.size for tensor in tensors])[:-1])
    masked = [np.where(p.reshape(t.shape), t, 0) for t, p in zip(tensors, parts, strict=True)]
    layers = [Layer(*pair) for pair in zip(masked[::2], masked[1::2], strict=True)]
    return Network.from_layers(layers, len(network.encoder))
