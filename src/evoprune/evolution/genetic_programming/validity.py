"""Whether a tree may live: what it does on small layers that are drawn for the purpose.

Verdicts depend on the tree and on named random streams alone, not on the speed of a machine.
Source: pruning functions, quirks 1, 2 and 8 and section 6.2.
"""

import numpy as np

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.scoring import is_constant, scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.settings import TreeSwitches
from evoprune.pruning.functions.layer import NORM, layer_operands
from evoprune.randomness import Streams

LIMITS = Limits(nodes=1000, height=80, elements=1_000_000, operations=200_000_000)
"""Of a check: layers are small, so a tree that needs as much would need far more in a task."""
CHANNELS, CLASSES = 6, 4
COUNTS = (11, 5, 9, 15)
"""Images of each class: unlike each other, so that no verdict hangs on their being equal."""


class Validity:
    """Checks trees.

    Args:
        switches: what a tree has to do.
        streams: of the run; layers are drawn from them.
    """

    def __init__(self, switches: TreeSwitches, streams: Streams) -> None:
        rng = streams.generator("check_layers")
        self._telling = switches.checks == "telling"
        maps, units, dead = _maps(rng, 9), _maps(rng, 1), _maps(rng, 9)
        dead[0] = 0.0
        filters, weights = (CHANNELS, 5, 3, 3), (CHANNELS, 12)
        drawn: list[tuple[np.ndarray, tuple[int, ...]]] = [(maps, filters)]
        if self._telling:
            drawn += [(units, weights), (dead, filters)]
        labels = np.repeat(np.arange(CLASSES), COUNTS)
        self._layers = [
            layer_operands(
                own,
                labels,
                CLASSES,
                rng.standard_normal(shape),
                {name: rng.random(CHANNELS) + 0.5 for name in NORM},
            )
            for own, shape in drawn
        ]

    def __call__(self, tree: Tree) -> bool:
        """Whether a tree gives finite scores, and where that is asked for, unlike ones."""
        try:
            found = [scores(tree, layer, LIMITS) for layer in self._layers]
        except Unscorable:
            return False
        return not self._telling or not any(map(is_constant, found))


def _maps(rng: np.random.Generator, positions: int) -> np.ndarray:
    """Maps as they are behind a rectifier, shape (channels, images, positions)."""
    shape = (CHANNELS, sum(COUNTS), positions)
    return np.maximum(rng.standard_normal(shape) + rng.standard_normal((CHANNELS, 1, 1)), 0.0)
