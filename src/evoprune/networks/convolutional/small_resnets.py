"""Residual networks that train in seconds on a processor. Source: spec section 7.3."""

from typing import ClassVar

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Plan
from evoprune.networks.convolutional.residual import projection
from evoprune.networks.convolutional.three_stages import ThreeStages

LARGE_SIDE = 16
"""From this side on the stem has stride 2: 28x28 images cost as little as 14x14 ones."""


class SmallResNet(ThreeStages):
    """Learnable shortcuts; grey images of 28x28, or of 8x8, which the stem leaves as large."""

    default_image: ClassVar[Image] = (1, 28, 28)
    blocks: ClassVar[int]

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        stride = 2 if image[1] >= LARGE_SIDE else 1
        shape = {"blocks": self.blocks, "stem_stride": stride}
        super().__init__(plan, classes, image, **shape, shortcut=projection)


class ResNet8(SmallResNet):
    """ResNet-8, three prunable groups: grey images of 28x28 or 8x8."""

    blocks = 1


class ResNet14(SmallResNet):
    """ResNet-14, six prunable groups: grey images of 28x28 or 8x8."""

    blocks = 2


class ResNet20(SmallResNet):
    """ResNet-20, nine prunable groups: grey images of 28x28 or 8x8."""

    blocks = 3
