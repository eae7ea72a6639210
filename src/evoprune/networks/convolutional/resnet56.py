"""ResNet-56 for 32x32 images. Source: spec section 4.2."""

from typing import ClassVar

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.residual import PaddedShortcut
from evoprune.networks.convolutional.three_stages import ThreeStages


class ResNet56(ThreeStages):
    """ResNet-56 for 32x32 images, 27 prunable groups; shortcuts without parameters (option A).

    Switch `detached_shortcut`: no gradient through them, as released (quirk 20).
    """

    switches: ClassVar = ("detached_shortcut",)

    def __init__(
        self, plan: Plan, classes: int, image: Image, *, detached_shortcut: bool = False
    ) -> None:
        def padded(inputs: Channels, outputs: Channels, stride: int) -> nn.Module:
            return PaddedShortcut(inputs, outputs, detached=detached_shortcut)

        super().__init__(plan, classes, image, blocks=9, stem_stride=1, shortcut=padded)
