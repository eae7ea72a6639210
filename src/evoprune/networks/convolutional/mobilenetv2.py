"""MobileNetV2 for ImageNet and Places. Source: spec section 4.1."""

from typing import ClassVar

from torch import Tensor, nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Depthwise, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.start import Start, normal

STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, width, blocks, stride of the first of them."""

STEM, LAST = 32, 1280


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; what the expansion makes is a prunable group."""

    def __init__(
        self, plan: Plan, inputs: Channels, outputs: Channels, expansion: int, stride: int
    ) -> None:
        super().__init__()
        inner = inputs
        modules: list[nn.Module] = []
        if expansion > 1:
            inner = plan.prunable(expansion * inputs.size)
            modules = [Conv(inputs, inner, 1), Norm(inner), nn.ReLU6()]
        modules += [Depthwise(inner, stride=stride), Norm(inner), nn.ReLU6()]
        self.body = nn.Sequential(*modules, Conv(inner, outputs, 1), Norm(outputs))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height/stride, width/stride)."""
        outputs: Tensor = self.body(maps)
        return maps + outputs if self.residual else outputs


class MobileNetV2(ConvolutionalNetwork):
    """MobileNetV2 for 224x224 images, 16 prunable groups: the expansions of blocks 2 to 17.

    It has no dropout before the classifier, which would draw from a global generator.
    """

    default_image: ClassVar[Image] = (3, 224, 224)
    start: ClassVar[Start] = Start(dense=normal)

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels, last = Channels.fixed(STEM), Channels.fixed(LAST)
        stem = Conv(Channels.fixed(image[0]), channels, 3, stride=2)
        modules: list[nn.Module] = [stem, Norm(channels), nn.ReLU6()]
        for expansion, width, blocks, first_stride in STAGES:
            for index in range(blocks):
                inputs, channels = channels, Channels.fixed(width)
                stride = 1 if index else first_stride
                modules.append(InvertedResidual(plan, inputs, channels, expansion, stride))
        self.features = nn.Sequential(*modules, Conv(channels, last, 1), Norm(last), nn.ReLU6())
        dense = Dense(last, Channels.fixed(classes))
        self.classifier = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense)
