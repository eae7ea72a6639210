"""Weight inheritance: sub-networks of a super-network, copied down and back up.

Only indices are copied, along the channels that the axes of each tensor stand for. Source: spec
section 3 (released behaviour).
"""

import copy
from typing import Literal

import numpy as np
import torch

from evoprune.networks.convolutional.channels import KeepMasks
from evoprune.networks.convolutional.layers import Layer, Norm, Norm1d, layers, tensors
from evoprune.networks.convolutional.network import ConvolutionalNetwork

BatchNorm = Literal["inherit", "fresh"]
"""Whether batch normalisation is copied, or begins anew in each sub-network."""


def down(
    full: ConvolutionalNetwork, keep_masks: KeepMasks, *, bn: BatchNorm = "inherit"
) -> ConvolutionalNetwork:
    """The sub-network of the filters that are kept, with their weights; a network of its own.

    Args:
        full: the super-network; itself a sub-network if need be. Nothing is changed in it.
        keep_masks: per prunable group bool, shape (width,); true = kept.
        bn: `fresh` gives it batch normalisations that have seen nothing yet.

    Raises:
        ValueError: masks that do not fit, or that keep nothing of a group.
    """
    check_masks(full, keep_masks)
    widths = [int(np.count_nonzero(mask)) for mask in keep_masks]
    parameter = next(full.parameters())
    network = full.resized(widths).to(parameter.device, parameter.dtype)
    network.train(full.training)
    for (_, whole), (_, part) in zip(layers(full), layers(network), strict=True):
        if bn == "fresh" and isinstance(part, Norm | Norm1d):
            full.start.refresh(part)
            continue
        own = tensors(part)
        for name, tensor in tensors(whole).items():
            own[name].copy_(tensor[_positions(whole, tensor, keep_masks)])
    return network


def up(
    full: ConvolutionalNetwork,
    network: ConvolutionalNetwork,
    keep_masks: KeepMasks,
    *,
    bn: BatchNorm = "inherit",
) -> None:
    """Write a sub-network back into its super-network, in place; the rest of that stays.

    What was there is overwritten, whoever wrote it. `bn="fresh"` leaves batch normalisation out.

    Raises:
        ValueError: masks that do not fit, or of another sub-network.
    """
    check_masks(full, keep_masks)
    widths = tuple(int(np.count_nonzero(mask)) for mask in keep_masks)
    if network.architecture != full.architecture.with_widths(widths):
        raise ValueError(f"keep masks of widths {widths} for {network.architecture}")
    for (_, whole), (_, part) in zip(layers(full), layers(network), strict=True):
        if bn == "fresh" and isinstance(part, Norm | Norm1d):
            continue
        own = tensors(part)
        for name, tensor in tensors(whole).items():
            tensor[_positions(whole, tensor, keep_masks)] = own[name]


def masked(full: ConvolutionalNetwork, keep_masks: KeepMasks) -> ConvolutionalNetwork:
    """A copy of the same size in which everything that a removed filter has is zero.

    These are its weights, its bias, and scale and shift of its batch normalisations. Layers that
    read it keep their weights: they read zeros. Its outputs are those of `down`.

    Raises:
        ValueError: masks that do not fit, or that keep nothing of a group.
    """
    check_masks(full, keep_masks)
    network = copy.deepcopy(full)
    for _, layer in layers(network):
        removed = torch.from_numpy(~layer.axes[0].kept(keep_masks))
        for parameter in layer.parameters(recurse=False):
            parameter.detach()[removed.to(parameter.device)] = 0
    return network


def check_masks(full: ConvolutionalNetwork, keep_masks: KeepMasks) -> None:
    """Raise a ValueError unless there is a bool mask a group that keeps something."""
    widths = full.architecture.widths
    if len(keep_masks) != len(widths):
        raise ValueError(f"{len(keep_masks)} keep masks for {len(widths)} prunable groups")
    for group, (mask, width) in enumerate(zip(keep_masks, widths, strict=True)):
        if mask.dtype != np.bool_ or mask.shape != (width,) or not mask.any():
            raise ValueError(
                f"group {group}: a keep mask of {mask.dtype} {mask.shape} that keeps "
                f"{np.count_nonzero(mask)}; expected bool ({width},), at least one kept"
            )


def _positions(
    layer: Layer, tensor: torch.Tensor, keep_masks: KeepMasks
) -> tuple[torch.Tensor, ...]:
    """Index of what is kept of a tensor: positions per axis, shaped to span a grid."""
    axes = layer.axes[: tensor.ndim]
    kept = [torch.from_numpy(np.flatnonzero(channels.kept(keep_masks))) for channels in axes]
    return tuple(
        index.to(tensor.device).reshape(-1, *[1] * (len(kept) - axis - 1))
        for axis, index in enumerate(kept)
    )
