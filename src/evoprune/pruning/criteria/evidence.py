"""What one network and one batch tell criteria: computed at first use, at most once."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from torch import nn

from evoprune.pruning.criteria.saliency import (
    Batch,
    as_float64,
    norm_gradients,
    saliencies,
)
from evoprune.pruning.criteria.settings import SaliencySettings
from evoprune.randomness import Streams


class ScoredLayer(NamedTuple):
    """A layer whose filters are scored.

    Attributes:
        conv: name of its convolution in the network.
        norm: name of the batch normalisation of its filters, if there is one.
    """

    conv: str
    norm: str | None = None


class Evidence:
    """What criteria may look at in a network, which must not change meanwhile.

    Args:
        network: what is scored; gives logits.
        batch: images and labels that it is scored on.
        settings: how saliencies are computed.
        streams: random streams of the run.
        scoring: number of this scoring in the run, from 0; each has random draws of its own.
    """

    def __init__(
        self,
        network: nn.Module,
        batch: Batch,
        settings: SaliencySettings,
        streams: Streams,
        scoring: int = 0,
    ) -> None:
        self._network, self._batch, self._settings = network, batch, settings
        self._streams, self._scoring = streams, scoring

    @cached_property
    def saliencies(self) -> dict[str, np.ndarray]:
        """Saliency by name of the convolution."""
        return saliencies(
            self._network, self._batch, self._settings, lambda n: self.rng("redrawn_weights", n)
        )

    @cached_property
    def norm_gradients(self) -> dict[str, np.ndarray]:
        """Gradient of the scales by name of the batch normalisation."""
        return norm_gradients(self._network, self._batch)

    def parameter(self, module: str) -> np.ndarray:
        """Present weights of a module as float64."""
        return as_float64(self._network.get_parameter(f"{module}.weight"))

    def rng(self, purpose: str, position: int) -> np.random.Generator:
        """The stream of this scoring for the layer at a position."""
        return self._streams.generator(purpose, node=position, epoch=self._scoring)
