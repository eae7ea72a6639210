"""What one network and one batch tell criteria: computed at first use, at most once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from torch import nn

from evoprune.errors import ConfigError
from evoprune.pruning.criteria.base import Criterion
from evoprune.pruning.criteria.saliency import (
    Batch,
    SaliencySettings,
    as_float64,
    norm_gradients,
    saliencies,
)
from evoprune.pruning.criteria.selection import keep_highest, kept_count
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


@dataclass(frozen=True)
class LayerEvidence:
    """What criteria may look at in one layer: a `FilterContext`.

    Attributes:
        evidence: what is known of the network.
        layer: names of its modules.
        position: its position among the scored layers.
        ratio: share of its filters that is to be removed.
    """

    evidence: Evidence
    layer: ScoredLayer
    position: int
    ratio: float

    @property
    def weight(self) -> np.ndarray:
        """Weights of the convolution."""
        return self.evidence.parameter(self.layer.conv)

    @property
    def saliency(self) -> np.ndarray:
        """Saliency of these weights, redrawn or present."""
        return self.evidence.saliencies[self.layer.conv]

    @property
    def norm_scale(self) -> np.ndarray:
        """Scales of the batch normalisation."""
        return self.evidence.parameter(self._norm)

    @property
    def norm_gradient(self) -> np.ndarray:
        """Gradient of the cross-entropy with respect to them."""
        return self.evidence.norm_gradients[self._norm]

    @property
    def rng(self) -> np.random.Generator:
        """The layer's stream for random scores."""
        return self.evidence.rng("filter_scores", self.position)

    @property
    def _norm(self) -> str:
        if self.layer.norm is None:
            raise ConfigError(f"layer {self.layer.conv} has no batch normalisation to score by")
        return self.layer.norm


def keep_masks(
    evidence: Evidence,
    layers: Sequence[ScoredLayer],
    criteria: Sequence[Criterion],
    ratios: Sequence[float],
) -> list[np.ndarray]:
    """Which filters of each layer stay; all layers are scored on the same, whole network.

    Args:
        evidence: what is known of the network.
        layers: its scored layers.
        criteria: a criterion for each of them.
        ratios: a share to remove for each of them.

    Returns:
        For each layer bool, shape (filters,); true = kept.
    """
    masks = []
    for position, (layer, criterion, ratio) in enumerate(
        zip(layers, criteria, ratios, strict=True)
    ):
        scores = criterion.score(LayerEvidence(evidence, layer, position, ratio))
        masks.append(keep_highest(scores, kept_count(len(scores), ratio)))
    return masks
