"""What scores are worth while the network learns. Source: spec, finding 2 of section 0."""

import numpy as np

from evoprune.evolution.codes import ALPHABET
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.criteria.masks import LayerEvidence
from evoprune.statistics.correlation import spearman
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.overlap import RATIO, overlap
from evoprune.studies.filter_criteria.supernetwork import Scorer


def observed(
    material: Material, network: ConvolutionalNetwork, number: int
) -> dict[str, float | None]:
    """How alike two scorings of the same network on the same batch are, and what they follow.

    Args:
        material: images and streams; random draws are apart from those of the search.
        network: what is scored; it stays as it is.
        number: of the observation, which decides batch and draws.

    Returns:
        `overlap_CRITERION`: share of the kept half that a second scoring keeps as well, and
        `gamma_CRITERION`: Spearman correlation of the score with the magnitude of the batch
        normalisation's scale, both means over the layers, the latter without those whose scales are
        all the same; `gamma_spread`: mean over the layers of the scales' coefficient of variation.
        Nothing where candidates inherit nothing.
    """
    if material.arm.weights != "inherit":
        return {}
    scorer = Scorer(material, network, "observing")
    pair = [scorer.evidence(2 * number + n, batch=number) for n in (0, 1)]
    layers = [layer for layer in scorer.layers if layer.norm is not None]
    if not layers:
        return {}
    scales = [np.abs(pair[0].parameter(str(layer.norm))) for layer in layers]
    spread = float(np.mean([s.std() / s.mean() for s in scales]))
    found: dict[str, float | None] = {"gamma_spread": spread}
    for name in ALPHABET:
        criterion = scorer.criterion(name)
        scores = [
            [
                criterion.score(LayerEvidence(evidence, layer, position, RATIO))
                for position, layer in enumerate(layers)
            ]
            for evidence in pair
        ]
        overlaps = [overlap(*pair) for pair in zip(*scores, strict=True)]
        found[f"overlap_{name}"] = float(np.mean(overlaps))
        every = [spearman(s, g) for s, g in zip(scores[0], scales, strict=True)]
        there = [correlation for correlation in every if correlation is not None]
        found[f"gamma_{name}"] = float(np.mean(there)) if there else None
    return found
