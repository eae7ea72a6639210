"""Maps of a network's channels on images, as its forward pass leaves them at taps."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.functions.taps import Tap, taps

CHUNK = 500
"""Images at once."""


@torch.no_grad()
def maps_at(network: ConvolutionalNetwork, images: Tensor, read: Sequence[Tap]) -> list[np.ndarray]:
    """Maps at some taps.

    Args:
        network: is run in eval mode, and stays as it is.
        images: float32, shape (n, channels, height, width), on the network's device.
        read: where.

    Returns:
        By tap, float32, shape (channels, n, positions).
    """
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


def silent_channels(network: ConvolutionalNetwork, images: Tensor) -> list[int]:
    """Number of channels of each prunable group that are zero on all images.

    Args:
        network: is run in eval mode, and stays as it is.
        images: float32, shape (n, channels, height, width), on the network's device.
    """
    return [int((~maps.any(axis=(1, 2))).sum()) for maps in maps_at(network, images, taps(network))]
