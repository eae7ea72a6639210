"""Whether a tree may live: what it does on small layers that are drawn for the purpose.

Verdicts depend on the tree and on named random streams alone, not on the speed of a machine.
Source: pruning functions, quirks 1, 2 and 8 and section 6.2.
"""

import numpy as np

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.memo import Memo
from evoprune.evolution.expressions.scoring import scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.settings import TreeSwitches
from evoprune.pruning.functions.operands import LayerOperands
from evoprune.randomness import Streams

LIMITS = Limits(nodes=2000, height=80, elements=1_000_000, operations=200_000_000)
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
        self._layers = [_layer(maps, rng.standard_normal((CHANNELS, 3, 3, 5)))]
        if self._telling:
            self._layers.append(_layer(units, rng.standard_normal((CHANNELS, 12))))
            self._layers.append(_layer(dead, rng.standard_normal((CHANNELS, 3, 3, 5))))

    def __call__(self, tree: Tree) -> bool:
        """Whether a tree gives finite scores, and where that is asked for, unlike ones."""
        try:
            found = [scores(tree, layer, LIMITS) for layer in self._layers]
        except Unscorable:
            return False
        return not self._telling or all(np.ptp(values) > 0 for values in found)


def _maps(rng: np.random.Generator, positions: int) -> np.ndarray:
    """Maps as they are behind a rectifier, shape (channels, images, positions)."""
    shape = (CHANNELS, sum(COUNTS), positions)
    return np.maximum(rng.standard_normal(shape) + rng.standard_normal((CHANNELS, 1, 1)), 0.0)


def _layer(maps: np.ndarray, weights: np.ndarray) -> LayerOperands:
    """A layer of these maps and filters."""
    labels = np.repeat(np.arange(CLASSES), COUNTS)
    shared = {
        "X": maps,
        "mX": maps.mean(axis=1),
        "WI": weights,
        "W": np.moveaxis(weights, 0, -1)[None].copy(),
        "labels": (labels[:, None] == np.arange(CLASSES)).astype(np.float64)[None],
        "gamma": weights.reshape(CHANNELS, -1)[:, 0],
        "beta": weights.reshape(CHANNELS, -1)[:, 1],
        "running_mean": maps.mean(axis=(1, 2)),
        "running_variance": maps.var(axis=(1, 2)),
    }
    of_class = []
    for own in (labels == label for label in range(CLASSES)):
        inside, outside = maps[:, own].copy(), maps[:, ~own].copy()
        of_class.append(
            {
                "P": inside,
                "Q": outside,
                "mP": inside.mean(axis=1),
                "mQ": outside.mean(axis=1),
                "N": np.array([float(own.sum())]),
            }
        )
    return LayerOperands(CHANNELS, CLASSES, shared, of_class, memo=Memo())
