"""Operands of the channels of a network, read off its forward pass on a scoring set."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.reading import ReadingNorm
from evoprune.pruning.functions.layer import NORM, Recent, layer_operands
from evoprune.pruning.functions.taps import Tap, TapName, taps

CHUNK = 500
"""Images at once."""


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
    maps = _maps(network, images, read)
    classes = network.architecture.classes
    recent: Recent = {}
    return [
        layer_operands(
            own, labels, classes, _filters(network, at), _norm(network, at), recent=recent
        )
        for at, own in zip(read, maps, strict=True)
    ]


def silent_channels(network: ConvolutionalNetwork, images: Tensor) -> list[int]:
    """Number of channels of each prunable group that are zero on all images.

    Args:
        network: is run in eval mode, and stays as it is.
        images: float32, shape (n, channels, height, width), on the network's device.
    """
    return [int((~maps.any(axis=(1, 2))).sum()) for maps in _maps(network, images, taps(network))]


@torch.no_grad()
def _maps(network: ConvolutionalNetwork, images: Tensor, read: Sequence[Tap]) -> list[np.ndarray]:
    """Maps at some taps, float32, each (channels, images, positions)."""
    parts: list[list[Tensor]] = [[] for _ in read]
    counts: dict[str, int] = {}

    def hook(name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
        call = counts.get(name, 0)
        counts[name] = call + 1
        for tap, part in zip(read, parts, strict=True):
            if (tap.module, tap.call) == (name, call):
                part.append(output.flatten(2) if output.ndim > 2 else output[:, :, None])

    handles = [
        network.get_submodule(name).register_forward_hook(partial(hook, name))
        for name in {tap.module for tap in read}
    ]
    before = network.training
    network.eval()
    try:
        for chunk in torch.split(images, CHUNK):
            counts.clear()
            network(chunk)
    finally:
        network.train(before)
        for handle in handles:
            handle.remove()
    # Channels come first in memory, as they do in everything that is computed of maps.
    return [
        torch.cat([p.transpose(0, 1) for p in part], 1).cpu().contiguous().numpy() for part in parts
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
