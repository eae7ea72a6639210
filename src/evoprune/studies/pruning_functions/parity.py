"""Whether expressions score as their closed forms do, and removal as masking does (V1)."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.scoring import scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import down, masked
from evoprune.pruning.functions import function
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.contenders import LIMITS


def parity(bench: Bench, names: Iterable[str]) -> dict[str, Any]:
    """Largest differences on a task's whole network.

    Args:
        bench: the task.
        names: hand-made and published functions.

    Returns:
        `scores`: by function the largest difference of an expression's scores to those of its
        closed form, as a share of the largest score of the layer; none where the function needs
        what the network lacks. `removal`: largest difference of a logit between the network whose
        channels were removed and the one whose channels were masked, as a share of the largest.
    """
    return {
        "scores": {name: _scores(bench, name) for name in names},
        "removal": _removal(bench),
    }


def _scores(bench: Bench, name: str) -> float | None:
    known = function(name)
    tree = Tree(tuple(known.TREE))
    try:
        pairs = [(scores(tree, layer, LIMITS), known.closed(layer)) for layer in bench.layers]
    except Unscorable:
        return None
    # A layer that no image gets through scores 0 everywhere.
    return max(float(np.abs(a - b).max() / (np.abs(b).max() or 1.0)) for a, b in pairs)


@torch.no_grad()
def _removal(bench: Bench) -> float:
    widths = bench.task.widths[0]
    tree = Tree(tuple(function("l1").TREE))
    masks = [
        keep_highest(scores(tree, layer, LIMITS), width)
        for layer, width in zip(bench.layers, widths, strict=True)
    ]
    images = bench.some_images
    small, zeroed = (
        made.eval()(images) for made in (down(bench.whole, masks), masked(bench.whole, masks))
    )
    return float((small - zeroed).abs().max() / zeroed.abs().max())
