"""From scores to keep masks."""

from collections.abc import Callable, Sequence

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import masked

Score = Callable[[LayerOperands, int], np.ndarray]
"""Scores of the channels of a layer, given its operands and its place; the highest stay."""
Look = Callable[[ConvolutionalNetwork, int], LayerOperands]
"""What functions see of a group of a network."""


def at_once(
    layers: Sequence[LayerOperands], score: Score, widths: Sequence[int]
) -> list[np.ndarray]:
    """Keep masks of all groups, each scored on the same, whole network."""
    return [
        keep_highest(score(layer, place), width)
        for place, (layer, width) in enumerate(zip(layers, widths, strict=True))
    ]


def front_to_back(
    network: ConvolutionalNetwork, look: Look, score: Score, widths: Sequence[int]
) -> list[np.ndarray]:
    """Keep masks of all groups, each scored with what was removed of the groups before masked.

    Released behaviour for one of the two published tasks (quirk 16). The filters that are scored
    still have their weights for channels that are gone (quirk 20).
    """
    masks = [np.ones(width, dtype=bool) for width in network.architecture.widths]
    for group, (width, _) in enumerate(zip(widths, masks, strict=True)):
        masks[group] = keep_highest(score(look(masked(network, masks), group), group), width)
    return masks
