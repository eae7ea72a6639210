"""VGG-16 whose normalisations come behind the ReLU. Source: study 3, section 2.3."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.dropout import Dropout
from evoprune.networks.convolutional.layers import Conv, Dense, Norm, Norm1d
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.start import Start, truncated
from evoprune.networks.convolutional.vgg16 import STAGES

HIDDEN = 512
DROPPED = 0.15


class VGG16ReluBn(ConvolutionalNetwork):
    """VGG-16 for 32x32 images, 14 prunable groups: all convolutions, and 512 hidden units.

    Convolution with bias, ReLU, batch normalisation, then dropout, or pooling at the end of a
    stage.
    """

    start: ClassVar[Start] = Start(convolution=truncated, dense=truncated)

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels = Channels.fixed(image[0])
        modules: list[nn.Module] = []
        for stage in STAGES:
            for number, full in enumerate(stage, start=1):
                inputs, channels = channels, plan.prunable(full)
                modules += [Conv(inputs, channels, 3, bias=True), nn.ReLU(), Norm(channels)]
                last = number == len(stage)
                modules.append(nn.MaxPool2d(2) if last else Dropout(DROPPED, len(modules)))
        self.features = nn.Sequential(*modules)
        hidden = plan.prunable(HIDDEN)
        side = image[1] // 2 ** len(STAGES)
        self.classifier = nn.Sequential(
            nn.Flatten(),
            Dense(channels.flattened(side * side), hidden),
            nn.ReLU(),
            Norm1d(hidden),
            Dropout(DROPPED, len(modules)),
            Dense(hidden, Channels.fixed(classes)),
        )
        for module in self.modules():
            if isinstance(module, Norm | Norm1d):
                module.eps, module.momentum = 1e-3, 0.01
