"""What all convolutional networks have in common."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Self

import numpy as np
import torch
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

    @classmethod
    def made(
        cls,
        name: str,
        widths: Sequence[int] | None,
        *,
        classes: int,
        image: Image | None,
        switches: Mapping[str, bool],
    ) -> Self:
        """A network with its architecture, all weights zero; `build` has more to say.

        Raises:
            ConfigError: no such switch; widths or an image that do not fit.
        """
        architecture = Architecture.checked(name, classes, image or cls.default_image, switches)
        architecture.refuse_unknown(cls.switches)
        plan = Plan(widths)
        network = cls(plan, classes, architecture.image, **switches)
        network.architecture = architecture.with_widths(plan.finished(name))
        # Convolutions of few channels are a fifth faster on a processor with channels last.
        return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]

    def resized(self, widths: Sequence[int]) -> Self:
        """A network of the same kind and other widths, all weights zero.

        Raises:
            ConfigError: the widths do not fit.
        """
        own = self.architecture
        switches = dict(own.switches)
        return self.made(own.name, widths, classes=own.classes, image=own.image, switches=switches)

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
