"""Counting operations and parameters of a convolutional network.

A twin with zero weights is run on one image. PyTorch could do without memory and arithmetic (its
meta device), but the first such forward pass of a process imports for a second, and each of a small
network takes twenty times as long as the real one.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from evoprune.networks.convolutional.network import ConvolutionalNetwork


@torch.no_grad()
def reference_flops(network: ConvolutionalNetwork) -> int:
    """Operations of one image by the counter of the released code.

    Convolution and dense layer two a multiplication, and one a bias; batch normalisation two a
    value; ReLU one; pooling modules the area of their window an output. Functional and adaptive
    pooling, additions and concatenations count nothing. Source: spec section 2.5.
    """
    twin, image = _twin(network)
    counts: list[int] = []

    def hook(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        counts.append(_count(module, inputs[0], output))

    for module in twin.modules():
        if next(module.children(), None) is None:
            module.register_forward_hook(hook)
    twin(image)
    return sum(counts)


@torch.no_grad()
def macs(network: ConvolutionalNetwork) -> int:
    """Multiplications of one image in convolutions and dense layers, by PyTorch's counter."""
    twin, image = _twin(network)
    counter = FlopCounterMode(display=False)
    with counter:
        twin(image)
    return int(counter.get_total_flops()) // 2


def parameters(network: ConvolutionalNetwork) -> int:
    """Number of trainable values; running statistics are none."""
    return sum(parameter.numel() for parameter in network.parameters())


def _twin(network: ConvolutionalNetwork) -> tuple[ConvolutionalNetwork, Tensor]:
    """A network with zero weights, in eval mode, and an image."""
    with torch.device("cpu"):
        twin = network.resized(network.architecture.widths).eval()
        return twin, torch.zeros(1, *network.architecture.image)


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
