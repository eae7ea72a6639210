"""From scores to keep masks and to a smaller network."""

from collections.abc import Callable, Sequence

import numpy as np
from torch import Tensor

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import down, masked
from evoprune.pruning.functions.operands import layers_of
from evoprune.pruning.functions.taps import TapName

Score = Callable[[LayerOperands], np.ndarray]
"""Scores of the channels of a layer, shape (channels,); the highest stay."""


def keep_mask(scores: np.ndarray, width: int) -> np.ndarray:
    """The `width` highest scores of a layer; bool, shape (channels,), true = kept.

    Raises:
        ValueError: a score is no number, or fewer or more channels are asked for than there are.
    """
    if not np.isfinite(scores).all():
        raise ValueError(f"{np.count_nonzero(~np.isfinite(scores))} scores are no finite numbers")
    if not 1 <= width <= len(scores):
        raise ValueError(f"cannot keep {width} of {len(scores)} channels")
    return keep_highest(scores, width)


def at_once(
    layers: Sequence[LayerOperands], score: Score, widths: Sequence[int]
) -> list[np.ndarray]:
    """Keep masks of all groups, each scored on the same, whole network."""
    return [keep_mask(score(layer), width) for layer, width in zip(layers, widths, strict=True)]


def front_to_back(
    network: ConvolutionalNetwork,
    images: Tensor,
    labels: np.ndarray,
    tap: TapName,
    score: Score,
    widths: Sequence[int],
) -> list[np.ndarray]:
    """Keep masks of all groups, each scored with what was removed of the groups before masked.

    Released behaviour for one of the two published tasks (quirk 16). The filters that are scored
    still have their weights for channels that are gone (quirk 20).
    """
    full = network.architecture.widths
    masks = [np.ones(width, dtype=bool) for width in full]
    for group, width in enumerate(_fitting(widths, full)):
        so_far = masked(network, masks)
        (layer,) = layers_of(so_far, images, labels, tap, groups=[group])
        masks[group] = keep_mask(score(layer), width)
    return masks


def prune(
    network: ConvolutionalNetwork, scores: Sequence[np.ndarray], widths: Sequence[int]
) -> ConvolutionalNetwork:
    """The network of the channels that score highest in each group, with their weights.

    Args:
        network: stays as it is.
        scores: for each group shape (channels,).
        widths: for each group, how many channels stay.

    Raises:
        ValueError: scores or widths that do not fit.
    """
    own = zip(scores, _fitting(widths, network.architecture.widths), strict=True)
    return down(network, [keep_mask(of_group, width) for of_group, width in own])


def _fitting(widths: Sequence[int], full: Sequence[int]) -> Sequence[int]:
    """The widths, if there is one for each group."""
    if len(widths) != len(full):
        raise ValueError(f"{len(widths)} widths for {len(full)} prunable groups")
    return widths
