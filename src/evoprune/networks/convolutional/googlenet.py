"""GoogLeNet for 32x32 images. Source: spec section 4.1."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork

STAGES = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""Per block: 1x1; reduce and 3x3; reduce and "5x5"; 1x1 after pooling."""


def unit(inputs: Channels, outputs: Channels, kernel: int) -> list[nn.Module]:
    """Convolution with bias, batch normalisation, ReLU."""
    return [Conv(inputs, outputs, kernel, bias=True), Norm(outputs), nn.ReLU()]


class Inception(nn.Module):
    """Four branches side by side; a 5x5 convolution is two of 3x3. Three groups, all inside."""

    def __init__(self, plan: Plan, inputs: Channels, widths: Sequence[int]) -> None:
        super().__init__()
        one, reduce3, three, reduce5, five, pooled = widths
        self.branch1 = nn.Sequential(*unit(inputs, Channels.fixed(one), 1))
        inner = plan.prunable(reduce3)
        self.branch2 = nn.Sequential(
            *unit(inputs, inner, 1), *unit(inner, Channels.fixed(three), 3)
        )
        inner, second = plan.prunable(reduce5), plan.prunable(five)
        self.branch3 = nn.Sequential(
            *unit(inputs, inner, 1),
            *unit(inner, second, 3),
            *unit(second, Channels.fixed(five), 3),
        )
        pool = nn.MaxPool2d(3, 1, 1)
        self.branch4 = nn.Sequential(pool, *unit(inputs, Channels.fixed(pooled), 1))
        self.outputs = Channels.fixed(one + three + five + pooled)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height, width)."""
        branches = (self.branch1, self.branch2, self.branch3, self.branch4)
        return torch.cat([branch(maps) for branch in branches], 1)


class GoogLeNet(ConvolutionalNetwork):
    """GoogLeNet for 32x32 images, 27 prunable groups inside its nine Inception blocks."""

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels = Channels.fixed(192)
        modules = unit(Channels.fixed(image[0]), channels, 3)
        side = image[1]
        for index, stage in enumerate(STAGES):
            if index:
                modules.append(nn.MaxPool2d(3, 2, 1))
                side = -(-side // 2)
            for widths in stage:
                block = Inception(plan, channels, widths)
                modules.append(block)
                channels = block.outputs
        self.features = nn.Sequential(*modules)
        dense = Dense(channels, Channels.fixed(classes))
        self.classifier = nn.Sequential(nn.AvgPool2d(side), nn.Flatten(), dense)
