"""LeNet-5 for 28x28 images. Source: study 3, released behaviour (its section 2.2)."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.start import Start, truncated


class LeNet5(ConvolutionalNetwork):
    """LeNet-5 for 28x28 images, 20-50-500, all three prunable; no batch normalisation."""

    default_image: ClassVar[Image] = (1, 28, 28)
    start: ClassVar[Start] = Start(convolution=truncated, dense=truncated)

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        first, second, hidden = (plan.prunable(full) for full in (20, 50, 500))
        self.features = nn.Sequential(
            Conv(Channels.fixed(image[0]), first, 5, padding=0, bias=True),
            nn.ReLU(),
            nn.MaxPool2d(2),
            Conv(first, second, 5, padding=0, bias=True),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        side = ((image[1] - 4) // 2 - 4) // 2
        self.classifier = nn.Sequential(
            nn.Flatten(),
            Dense(second.flattened(side * side), hidden),
            nn.ReLU(),
            Dense(hidden, Channels.fixed(classes)),
        )
