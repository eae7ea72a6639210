"""Counting operations and parameters of a convolutional network, without computing anything."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from evoprune.networks.convolutional import rebuild
from evoprune.networks.convolutional.architecture import Architecture
from evoprune.networks.convolutional.network import ConvolutionalNetwork


def reference_flops(architecture: Architecture) -> int:
    """Operations of one image by the counter of the released code.

    Convolution and dense layer two a multiplication, and one a bias; batch normalisation two a
    value; ReLU one; pooling modules the area of their window an output. Functional and adaptive
    pooling, additions and concatenations count nothing. Source: spec section 2.5.
    """
    network, image = _weightless(architecture)
    counts: list[int] = []

    def hook(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        counts.append(_count(module, inputs[0], output))

    for module in network.modules():
        if not any(module.children()):
            module.register_forward_hook(hook)
    network(image)
    return sum(counts)


def macs(architecture: Architecture) -> int:
    """Multiplications of one image in convolutions and dense layers, by PyTorch's counter."""
    network, image = _weightless(architecture)
    counter = FlopCounterMode(display=False)
    with counter:
        network(image)
    return int(counter.get_total_flops()) // 2


def parameters(architecture: Architecture) -> int:
    """Number of trainable values; running statistics are none."""
    network, _ = _weightless(architecture)
    return sum(parameter.numel() for parameter in network.parameters())


def _weightless(architecture: Architecture) -> tuple[ConvolutionalNetwork, Tensor]:
    """A network and an image that have shapes only."""
    with torch.device("meta"):
        return rebuild(architecture).eval(), torch.empty(1, *architecture.image)


def _count(module: nn.Module, inputs: Tensor, output: Tensor) -> int:
    for kind, count in _COUNTS.items():
        if isinstance(module, kind):
            return count(module, inputs, output)
    return 0


def _multiplying(module: nn.Conv2d | nn.Linear, inputs: Tensor, output: Tensor) -> int:
    return (2 * module.weight[0].numel() + (module.bias is not None)) * output.numel()


def _pooling(module: nn.MaxPool2d | nn.AvgPool2d, inputs: Tensor, output: Tensor) -> int:
    size = module.kernel_size
    return (size * size if isinstance(size, int) else math.prod(size)) * output.numel()


_COUNTS: dict[type[nn.Module], Callable[[Any, Tensor, Tensor], int]] = {
    nn.Conv2d: _multiplying,
    nn.Linear: _multiplying,
    nn.BatchNorm2d: lambda _, inputs, output: 2 * inputs.numel(),
    nn.BatchNorm1d: lambda _, inputs, output: 2 * inputs.numel(),
    nn.ReLU: lambda _, inputs, output: output.numel(),
    nn.ReLU6: lambda _, inputs, output: output.numel(),
    nn.MaxPool2d: _pooling,
    nn.AvgPool2d: _pooling,
}
