"""Layers of filters by hand, and a small convolutional network, for criteria."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from evoprune.pruning.criteria.evidence import ScoredLayer

LAYERS = [ScoredLayer("0", "1"), ScoredLayer("3", "4")]
"""The scored layers of the small network; behind the last one is another convolution."""


def refuse():
    raise AssertionError("a criterion asked for what it should not look at")


@dataclass
class ByHand:
    """A `FilterContext` of given arrays; what is not given may not be asked for."""

    ratio: float = 0.5
    given: dict = field(default_factory=dict)

    def __getattr__(self, name):
        return np.asarray(self.given[name], dtype=np.float64) if name in self.given else refuse()


def by_hand(ratio=0.5, seed=None, **given):
    context = ByHand(ratio, given)
    if seed is not None:
        context.rng = np.random.default_rng(seed)
    return context


def small_network(seed=0, spread=0.0, filters=16):
    """Three convolutions with batch normalisation; scales are uniform in 1 - spread, 1 + spread."""
    layers = [
        nn.Conv2d(3, filters, 3, padding=1, bias=False),
        nn.BatchNorm2d(filters),
        nn.ReLU(),
        nn.Conv2d(filters, 2 * filters, 3, padding=1, bias=False),
        nn.BatchNorm2d(2 * filters),
        nn.ReLU(),
        nn.Conv2d(2 * filters, filters, 3, padding=1, bias=False),
        nn.BatchNorm2d(filters),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(filters, 10),
    ]
    network = nn.Sequential(*layers)
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            drawn = rng.standard_normal(parameter.shape) / np.sqrt(max(parameter[0].numel(), 4))
            parameter.copy_(torch.from_numpy(drawn))
        for layer in network:
            if isinstance(layer, nn.BatchNorm2d):
                low, high = 1 - spread, 1 + spread
                layer.weight.copy_(torch.from_numpy(rng.uniform(low, high, layer.num_features)))
                layer.bias.zero_()
    return network


def batch(seed=0, images=32, side=8):
    rng = np.random.default_rng(seed)
    pixels = rng.standard_normal((images, 3, side, side), dtype=np.float32)
    return torch.from_numpy(pixels), torch.from_numpy(rng.integers(10, size=images))
