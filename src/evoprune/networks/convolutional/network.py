"""What all convolutional networks have in common."""

from collections.abc import Collection
from typing import ClassVar

import numpy as np
from torch import Tensor, nn

from evoprune.networks.convolutional.architecture import Architecture, Image
from evoprune.networks.convolutional.channels import Plan
from evoprune.networks.convolutional.start import Start


class ConvolutionalNetwork(nn.Module):
    """A classifier of images: `features`, then `classifier`.

    Attributes:
        architecture: what it was built from, with its widths.
        default_image: channels, height and width of the images it was made for.
        start: how its weights begin.
        switches: names of its departures.
        spare_genes: genes of the published genome beyond the last convolution.
        features: maps of images.
        classifier: logits of maps.
    """

    architecture: Architecture
    default_image: ClassVar[Image] = (3, 32, 32)
    start: ClassVar[Start] = Start()
    switches: ClassVar[Collection[str]] = ()
    spare_genes: ClassVar[int] = 0
    features: nn.Sequential
    classifier: nn.Sequential

    def __init__(self, plan: Plan, classes: int, image: Image) -> None:
        """Make all layers; subclasses do.

        Args:
            plan: gives the widths of prunable layers.
            classes: number of outputs.
            image: channels, height and width of an input.
        """
        super().__init__()

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw random initial weights, in place; the same generator gives the same weights."""
        self.start.initialise(self, rng)

    def forward(self, images: Tensor) -> Tensor:
        """Logits of images.

        Args:
            images: floats, shape (batch, channels, height, width).

        Returns:
            Shape (batch, classes).
        """
        logits: Tensor = self.classifier(self.features(images))
        return logits
