"""From scores to keep masks, layer by layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evoprune.errors import ConfigError
from evoprune.pruning.criteria.base import Criterion
from evoprune.pruning.criteria.evidence import Evidence, ScoredLayer
from evoprune.pruning.criteria.selection import keep_highest, kept_count


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
