"""ResNet-34 for ImageNet. Source: spec section 4.2 (the widely used layout)."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.residual import projection, stage

STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Width and blocks."""


class ResNet34(ConvolutionalNetwork):
    """ResNet-34 for 224x224 images, 16 prunable groups; learnable 1x1 shortcuts."""

    default_image: ClassVar[Image] = (3, 224, 224)

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels = stem = Channels.fixed(64)
        stages = []
        for index, (width, blocks) in enumerate(STAGES):
            stages.append(stage(plan, channels, width, blocks, 2 if index else 1, projection))
            channels = Channels.fixed(width)
        self.features = nn.Sequential(
            Conv(Channels.fixed(image[0]), stem, 7, stride=2),
            Norm(stem),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
            *stages,
        )
        dense = Dense(channels, Channels.fixed(classes))
        self.classifier = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense)
