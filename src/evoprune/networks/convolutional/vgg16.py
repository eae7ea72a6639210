"""VGG-16 with batch normalisation for 32x32 images. Source: spec section 4.2."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm, Norm1d
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.start import Start, normal

STAGES = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""Filters; between stages a 2x2 maximum."""

HIDDEN = Channels.fixed(512)


class VGG16(ConvolutionalNetwork):
    """VGG-16 for 32x32 images, 13 prunable groups; 512 hidden units that stay."""

    start: ClassVar[Start] = Start(dense=normal, gamma=0.5)
    spare_genes: ClassVar[int] = 1

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels = Channels.fixed(image[0])
        modules: list[nn.Module] = []
        for index, stage in enumerate(STAGES):
            if index:
                modules.append(nn.MaxPool2d(2))
            for full in stage:
                inputs, channels = channels, plan.prunable(full)
                modules += [Conv(inputs, channels, 3), Norm(channels), nn.ReLU()]
        self.features = nn.Sequential(*modules)
        self.classifier = nn.Sequential(
            nn.AvgPool2d(image[1] // 2 ** (len(STAGES) - 1)),
            nn.Flatten(),
            Dense(channels, HIDDEN),
            Norm1d(HIDDEN),
            nn.ReLU(),
            Dense(HIDDEN, Channels.fixed(classes)),
        )
