"""Residual networks for small images: three stages of 16, 32 and 64 channels."""

from torch import nn

from evoprune.networks.convolutional.architecture import Image
from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Dense, Norm
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.networks.convolutional.residual import Shortcut, stage

WIDTHS = (16, 32, 64)


class ThreeStages(ConvolutionalNetwork):
    """A 3x3 stem, three stages of basic blocks, the mean of each map, a dense layer."""

    def __init__(
        self,
        plan: Plan,
        classes: int,
        image: Image,
        *,
        blocks: int,
        stem_stride: int,
        shortcut: Shortcut,
    ) -> None:
        """Make 6 x `blocks` + 2 layers.

        Args:
            plan: gives the inner widths of the blocks.
            classes: number of outputs.
            image: channels, height and width of an input.
            blocks: of each stage.
            stem_stride: of the first convolution.
            shortcut: where a stage changes size.
        """
        super().__init__(plan, classes, image)
        channels = Channels.fixed(WIDTHS[0])
        stem = Conv(Channels.fixed(image[0]), channels, 3, stride=stem_stride)
        stages = []
        for index, width in enumerate(WIDTHS):
            stages.append(stage(plan, channels, width, blocks, 2 if index else 1, shortcut))
            channels = Channels.fixed(width)
        self.features = nn.Sequential(stem, Norm(Channels.fixed(WIDTHS[0])), nn.ReLU(), *stages)
        # A convolution of stride 2 halves the side of a map and rounds up.
        side = -(-image[1] // (stem_stride * 4))
        dense = Dense(channels, Channels.fixed(classes))
        self.classifier = nn.Sequential(nn.AvgPool2d(side), nn.Flatten(), dense)
