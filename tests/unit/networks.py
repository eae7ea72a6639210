"""Small networks and contexts for operator tests."""

from itertools import pairwise

import numpy as np

from evoprune.networks.network import Layer, Network
from evoprune.pruning.operators.base import PruneContext


def layers(*sizes, seed=0):
    """Dense layers of random non-zero weights: sizes 4, 3, 2 give 4-3 and 3-2."""
    rng = np.random.default_rng(seed)
    return [
        Layer(
            rng.uniform(0.5, 1.0, (outputs, inputs)).astype(np.float32),
            rng.uniform(0.5, 1.0, outputs).astype(np.float32),
        )
        for inputs, outputs in pairwise(sizes)
    ]


def context(of_layers, *, deviations=None, activations=None, rows=50):
    """A context that gives the same activations whatever rows are asked for."""
    return PruneContext(of_layers, deviations, rows, lambda chosen: activations)


def network(*sizes, encoder_layers=1, seed=0):
    return Network.from_layers(layers(*sizes, seed=seed), encoder_layers)
