"""Operands of the channels of a network, read off its forward pass on a scoring set."""

from collections.abc import Collection
from typing import Any

import numpy as np
from torch import Tensor

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.reading import ReadingNorm
from evoprune.pruning.functions.layer import NORM, Recent, layer_operands
from evoprune.pruning.functions.maps import maps_at
from evoprune.pruning.functions.taps import Tap, TapName, taps


def layers_of(
    network: ConvolutionalNetwork,
    images: Tensor,
    labels: np.ndarray,
    tap: TapName = "after_pool",
    *,
    groups: Collection[int] | None = None,
) -> list[LayerOperands]:
    """Operands of prunable groups, in order; of all of them by default.

    Args:
        network: is run in eval mode, and stays as it is.
        images: float32, shape (n, channels, height, width), on the network's device.
        labels: int, shape (n,).
        tap: where maps are read.
        groups: which groups are meant.

    Raises:
        ConfigError: a group cannot be read there.
        ValueError: a class has no image, or there is only one class.
    """
    read = [at for group, at in enumerate(taps(network, tap)) if groups is None or group in groups]
    maps = maps_at(network, images, read)
    classes = network.architecture.classes
    recent: Recent = {}
    return [
        layer_operands(
            own, labels, classes, _filters(network, at), _norm(network, at), recent=recent
        )
        for at, own in zip(read, maps, strict=True)
    ]


def _filters(network: ConvolutionalNetwork, tap: Tap) -> np.ndarray:
    """Filters of the channels at a tap: where some of many are read, the filters of those."""
    weight = _copied(network.get_parameter(f"{tap.producer}.weight"))
    norm = network.get_submodule(tap.norm) if tap.norm else None
    return weight[_copied(norm.index)] if isinstance(norm, ReadingNorm) else weight


def _norm(network: ConvolutionalNetwork, tap: Tap) -> dict[str, np.ndarray] | None:
    """What the batch normalisation of the channels at a tap knows of them."""
    if tap.norm is None:
        return None
    norm = network.get_submodule(tap.norm)
    tensors = (norm.weight, norm.bias, norm.running_mean, norm.running_var)
    return {name: _copied(tensor) for name, tensor in zip(NORM, tensors, strict=True)}


def _copied(tensor: Any) -> np.ndarray:
    return np.array(tensor.detach().cpu().numpy())
