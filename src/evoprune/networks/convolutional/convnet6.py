"""Six convolutions for small grey images. Source: study 3 (its task of fashion images)."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork

STAGES = (16, 32, 64)
"""Filters of two convolutions each, and a 2x2 maximum."""


class ConvNet6(ConvolutionalNetwork):
    """Six convolutions for 28x28 images, 16-16-32-32-64-64, all prunable.

    Switch `norm_last`: convolution with bias, ReLU, then batch normalisation, as published for
    VGG-16; otherwise the normalisation comes before the ReLU.
    """

    default_image: ClassVar[Image] = (1, 28, 28)
    switches: ClassVar = ("norm_last",)

    def __init__(self, plan: Plan, classes: int, image: Image, *, norm_last: bool = False) -> None:
        super().__init__(plan, classes, image)
        channels = Channels.fixed(image[0])
        modules: list[nn.Module] = []
        for full in STAGES:
            for _ in range(2):
                inputs, channels = channels, plan.prunable(full)
                behind = [Norm(channels), nn.ReLU()]
                modules.append(Conv(inputs, channels, 3, bias=norm_last))
                modules += reversed(behind) if norm_last else behind
            modules.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*modules)
        self.classifier = nn.Sequential(
            nn.AvgPool2d(image[1] // 2 ** len(STAGES)),
            nn.Flatten(),
            Dense(channels, Channels.fixed(classes)),
        )
