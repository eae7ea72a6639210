"""Whether expressions score as their closed forms do, and removal as masking does (V1)."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.scoring import LayerOperands, scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import down, masked
from evoprune.pruning.functions import function
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.contenders import LIMITS

PER_CLASS = 20
"""Images of a class: expressions of all pairs of images take operations by their square."""


def parity(bench: Bench, names: Iterable[str]) -> dict[str, Any]:
    """Largest differences on a task's whole network.

    Args:
        bench: the task.
        names: hand-made and published functions.

    Returns:
        `scores`: by function the largest difference of an expression's scores to those of its
        closed form, as a share of the largest score of the layer; none where the function needs
        what the network lacks, or the expression too many operations. `removal`: largest difference
        of a logit between the network whose channels were removed and the one whose channels were
        masked, as a share of the largest.
    """
    layers = bench.layers_on(PER_CLASS)
    return {
        "scores": {name: _scores(layers, name) for name in names},
        "removal": _removal(bench.whole, layers, bench.task.widths[0], bench.some_images),
    }


def _scores(layers: Sequence[LayerOperands], name: str) -> float | None:
    known = function(name)
    tree = Tree(tuple(known.TREE))
    try:
        pairs = [(scores(tree, layer, LIMITS), known.closed(layer)) for layer in layers]
    except Unscorable:
        return None
    # A layer that no image gets through scores 0 everywhere.
    return max(float(np.abs(a - b).max() / (np.abs(b).max() or 1.0)) for a, b in pairs)


@torch.no_grad()
def _removal(
    whole: ConvolutionalNetwork,
    layers: Sequence[LayerOperands],
    widths: Sequence[int],
    images: torch.Tensor,
) -> float:
    tree = Tree(tuple(function("l1").TREE))
    masks = [
        keep_highest(scores(tree, layer, LIMITS), width)
        for layer, width in zip(layers, widths, strict=True)
    ]
    small, zeroed = (made.eval()(images) for made in (down(whole, masks), masked(whole, masks)))
    return float((small - zeroed).abs().max() / zeroed.abs().max())
