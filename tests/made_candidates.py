"""Candidates of study 2 on drawn digits, for tests."""

import numpy as np
import torch

from evoprune.evolution.population import Candidate
from evoprune.studies.filter_criteria.candidates import Candidates
from evoprune.studies.filter_criteria.supernetwork import SuperNetwork
from tests import small_search
from tests.small_search import material


def arm(variant="faithful", **block):
    changes = block.pop("changes", {})
    return small_search.arm({"variants": [variant], **block}, **changes)


def candidates(images, variant="faithful", **block):
    made = material(arm(variant, **block), images)
    whole = made.network(None, made.streams().generator("initial_weights"))
    return Candidates(made, SuperNetwork(whole, made.arm.switches))


def drawn(found, seed=0):
    return found.genome.box.uniform(1, np.random.default_rng(seed))[0]


def candidate(genome, number=0):
    return Candidate(number, 1, genome, number)


def spread(found, low=0.05, high=1.5):
    """Give scales of batch normalisation a spread that training would give them."""
    rng = np.random.default_rng(5)
    for layer in found.shared.network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            scales = rng.uniform(low, high, layer.num_features)
            layer.weight.detach().copy_(torch.from_numpy(scales))
