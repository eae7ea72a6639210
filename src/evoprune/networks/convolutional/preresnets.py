"""Pre-activation residual networks by their depth. Source: study 3, section 3.1."""

from typing import ClassVar

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.preactivation import BottleneckBlock, PreactivationResNet


class SmallPreResNet(PreactivationResNet):
    """Of 8, 16 and 32 channels, for grey images of 8x8."""

    default_image: ClassVar[Image] = (1, 8, 8)
    widths: ClassVar[tuple[int, int, int]] = (8, 16, 32)


class PreResNet8(SmallPreResNet):
    """Pre-activation ResNet-8 for grey images of 8x8; 6 prunable groups, two a block."""

    blocks = 1


class PreResNet14(SmallPreResNet):
    """Pre-activation ResNet-14 for grey images of 8x8; 12 prunable groups, two a block."""

    blocks = 2


class PreResNet56(PreactivationResNet):
    """Pre-activation ResNet-56 for 32x32 images; 54 prunable groups, two a block."""

    blocks = 9
    momentum = 0.01


class PreResNet110(PreactivationResNet):
    """Pre-activation ResNet-110 for 32x32 images; 108 prunable groups, two a block."""

    blocks = 18
    momentum = 0.01


class BottleneckPreResNet(PreactivationResNet):
    """Of 64, 128 and 256 channels, a quarter of them inside of blocks."""

    widths: ClassVar[tuple[int, int, int]] = (64, 128, 256)
    block = BottleneckBlock
    momentum = 0.01


class PreResNet38(BottleneckPreResNet):
    """Pre-activation ResNet-38 for 32x32 images; 36 prunable groups, three a bottleneck."""

    blocks = 4


class PreResNet164(BottleneckPreResNet):
    """Pre-activation ResNet-164 for 32x32 images; 162 prunable groups, three a bottleneck."""

    blocks = 18
