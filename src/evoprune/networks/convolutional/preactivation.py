"""Pre-activation residual networks whose blocks read some channels of a shortcut.

Source: study 3, section 3.1 (released behaviour).
"""

from typing import ClassVar

from torch import Tensor, nn
from torch.nn import functional

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.reading import ReadingNorm, ReadingStart
from evoprune.networks.convolutional.start import Start, truncated


class PreactivationBlock(nn.Module):
    """Two 3x3 convolutions behind normalisation and ReLU; outputs keep all their channels.

    Prunable are the channels that its first convolution reads, and those in between.
    """

    def __init__(self, plan: Plan, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        read, inner = plan.prunable(inputs), plan.prunable(outputs)
        self.norm1 = ReadingNorm(read, inputs)
        self.relu1 = nn.ReLU()
        self.conv1 = Conv(read, inner, 3, stride=stride)
        self.norm2 = Norm(inner)
        self.relu2 = nn.ReLU()
        self.conv2 = Conv(inner, Channels.fixed(outputs), 3)
        self.shortcut = between(inputs, outputs, stride)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height/stride, width/stride)."""
        inner = self.relu2(self.norm2(self.conv1(self.relu1(self.norm1(maps)))))
        outputs: Tensor = self.conv2(inner) + self.shortcut(maps)
        return outputs


class BottleneckBlock(nn.Module):
    """Convolutions of 1x1, 3x3 and 1x1, the first two to a quarter of the channels.

    Prunable are the channels that the first reads, and both in between.
    """

    def __init__(self, plan: Plan, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        read = plan.prunable(inputs)
        first, second = plan.prunable(outputs // 4), plan.prunable(outputs // 4)
        self.norm1 = ReadingNorm(read, inputs)
        self.relu1 = nn.ReLU()
        self.conv1 = Conv(read, first, 1)
        self.norm2 = Norm(first)
        self.relu2 = nn.ReLU()
        self.conv2 = Conv(first, second, 3, stride=stride)
        self.norm3 = Norm(second)
        self.relu3 = nn.ReLU()
        self.conv3 = Conv(second, Channels.fixed(outputs), 1)
        self.shortcut = between(inputs, outputs, stride)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height/stride, width/stride)."""
        first = self.conv1(self.relu1(self.norm1(maps)))
        second = self.conv2(self.relu2(self.norm2(first)))
        outputs: Tensor = self.conv3(self.relu3(self.norm3(second))) + self.shortcut(maps)
        return outputs


def between(inputs: int, outputs: int, stride: int) -> nn.Module:
    """The shortcut of a block."""
    same = inputs == outputs and stride == 1
    return nn.Identity() if same else CentredShortcut(inputs, outputs, stride)


class CentredShortcut(nn.Module):
    """Without parameters: average pooling, and zeros on both sides of the channels."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        before = (outputs - inputs) // 2
        self.new = (before, outputs - inputs - before)
        self.stride = stride

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height/stride, width/stride)."""
        pooled = functional.avg_pool2d(maps, self.stride)
        return functional.pad(pooled, (0, 0, 0, 0, *self.new))


class PreactivationResNet(ConvolutionalNetwork):
    """A 3x3 stem, three stages of blocks, and a normalisation before the mean of each map.

    Deviation: the first block normalises what it reads as all others do, where the release leaves
    it as the stem's normalisation made it.
    """

    start: ClassVar[Start] = ReadingStart(convolution=truncated, dense=truncated)
    widths: ClassVar[tuple[int, int, int]] = (16, 32, 64)
    blocks: ClassVar[int]
    block: ClassVar[type[PreactivationBlock] | type[BottleneckBlock]] = PreactivationBlock
    momentum: ClassVar[float] = 0.1
    """Share of a batch in running statistics."""

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        super().__init__(plan, classes, image)
        channels = Channels.fixed(self.widths[0])
        modules: list[nn.Module] = [Conv(Channels.fixed(image[0]), channels, 3)]
        modules += [Norm(channels), nn.ReLU()]
        inputs = self.widths[0]
        for index, outputs in enumerate(self.widths):
            for number in range(self.blocks):
                stride = 2 if index and not number else 1
                modules.append(self.block(plan, inputs, outputs, stride))
                inputs = outputs
        channels = Channels.fixed(inputs)
        self.features = nn.Sequential(*modules, Norm(channels), nn.ReLU())
        dense = Dense(channels, Channels.fixed(classes))
        self.classifier = nn.Sequential(nn.AvgPool2d(image[1] // 4), nn.Flatten(), dense)
        for module in self.modules():
            if isinstance(module, Norm):
                module.momentum = self.momentum
