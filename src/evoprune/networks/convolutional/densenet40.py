"""DenseNet-40 for 32x32 images. Source: spec sections 4.1 and 4.2."""

import torch
from torch import Tensor, nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork

STEM, GROWTH, BLOCKS, LAYERS = 24, 12, 3, 12
"""Filters of the stem and of each growth layer; blocks, and growth layers of each."""


def unit(inputs: Channels, outputs: Channels, kernel: int) -> list[nn.Module]:
    """Batch normalisation, ReLU, convolution: what is normalised are the inputs."""
    return [Norm(inputs), nn.ReLU(), Conv(inputs, outputs, kernel)]


class Growth(nn.Module):
    """Puts the maps of one more convolution behind those that it reads."""

    def __init__(self, plan: Plan, inputs: Channels) -> None:
        super().__init__()
        grown = plan.prunable(GROWTH)
        self.unit = nn.Sequential(*unit(inputs, grown, 3))
        self.outputs = inputs + grown

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, inputs + growth, height, width)."""
        return torch.cat([maps, self.unit(maps)], 1)


class DenseNet40(ConvolutionalNetwork):
    """DenseNet-40 for 32x32 images, growth 12, no bottleneck; all 39 convolutions prunable."""

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        full = STEM
        channels = plan.prunable(full)
        modules: list[nn.Module] = [Conv(Channels.fixed(image[0]), channels, 3)]
        for index in range(BLOCKS):
            if index:  # a transition has as many filters as the whole network has maps there
                inputs, channels = channels, plan.prunable(full)
                modules += [*unit(inputs, channels, 1), nn.AvgPool2d(2)]
            for _ in range(LAYERS):
                growth = Growth(plan, channels)
                modules.append(growth)
                channels = growth.outputs
            full += LAYERS * GROWTH
        self.features = nn.Sequential(*modules, Norm(channels), nn.ReLU())
        pool = nn.AvgPool2d(image[1] // 2 ** (BLOCKS - 1))
        dense = Dense(channels, Channels.fixed(classes))
        self.classifier = nn.Sequential(pool, nn.Flatten(), dense)
