"""PyTorch's layers, which know the channels that the axes of their tensors stand for.

None draws its weights: they are zero until `initialise` draws them from a named stream. PyTorch's
own layers draw from a global generator when they are made.
"""

from collections.abc import Iterator

import torch
from torch import nn

from evoprune.networks.convolutional.channels import Channels


class Wired:
    """A layer whose tensors are made of channels.

    Attributes:
        axes: channels of the first axes of its weight: what it makes, then what it reads. A tensor
            of fewer axes (a bias, a running mean) has the first of them.
    """

    axes: tuple[Channels, ...]

    def reset_parameters(self) -> None:
        """Zeros; PyTorch calls this when a layer is made."""
        for parameter in self.parameters():  # type: ignore[attr-defined]
            nn.init.zeros_(parameter)


class Conv(Wired, nn.Conv2d):
    """A convolution from all inputs to all outputs; weight (outputs, inputs, kernel, kernel)."""

    def __init__(
        self,
        inputs: Channels,
        outputs: Channels,
        kernel: int,
        *,
        stride: int = 1,
        padding: int | None = None,
        bias: bool = False,
    ) -> None:
        """By default the padding keeps the size of a map at stride 1."""
        padding = kernel // 2 if padding is None else padding
        super().__init__(inputs.size, outputs.size, kernel, stride, padding, bias=bias)
        self.axes = (outputs, inputs)


class Depthwise(Wired, nn.Conv2d):
    """A 3x3 convolution of each channel by itself; weight (channels, 1, 3, 3)."""

    def __init__(self, channels: Channels, *, stride: int = 1) -> None:
        size = channels.size
        super().__init__(size, size, 3, stride, 1, groups=size, bias=False)
        self.axes = (channels,)


class Norm(nn.BatchNorm2d, Wired):
    """Batch normalisation of maps (batch, channels, height, width); all tensors (channels,)."""

    def __init__(self, channels: Channels) -> None:
        super().__init__(channels.size)
        self.axes = (channels,)


class Norm1d(nn.BatchNorm1d, Wired):
    """Batch normalisation of vectors (batch, channels); all tensors (channels,)."""

    def __init__(self, channels: Channels) -> None:
        super().__init__(channels.size)
        self.axes = (channels,)


class Dense(Wired, nn.Linear):
    """A dense layer with bias; weight (outputs, inputs)."""

    def __init__(self, inputs: Channels, outputs: Channels) -> None:
        super().__init__(inputs.size, outputs.size)
        self.axes = (outputs, inputs)


Layer = Conv | Depthwise | Norm | Norm1d | Dense


def layers(network: nn.Module) -> Iterator[tuple[str, Layer]]:
    """All layers that have tensors, by name, in module order."""
    for name, module in network.named_modules():
        if isinstance(module, Layer):
            yield name, module


def tensors(layer: nn.Module) -> dict[str, torch.Tensor]:
    """Parameters and running statistics of a layer itself, without gradients, by name."""
    return {name: tensor.detach() for name, tensor in layer.state_dict(keep_vars=True).items()}
