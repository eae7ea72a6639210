"""Convolutional networks on small images, with statistics that are not those of a fresh one."""

import copy
import functools

import numpy as np
import torch

from evoprune.networks.convolutional import CONVOLUTIONAL, build
from evoprune.networks.convolutional.layers import Dense, Norm, Norm1d, layers
from evoprune.networks.convolutional.start import uniform
from evoprune.pruning.filters.widths import kept_widths

SIDES = {"lenet5": 28, "resnet34": 32, "mobilenetv2": 32, "vgg16_relu_bn": 32}
DEEPER = ("preresnet56", "preresnet110", "preresnet164")
"""Of the same blocks as others, and many times as long to walk through."""
NAMES = [name for name in CONVOLUTIONAL if name not in DEEPER]
OF_OWN_FILTERS = [name for name in NAMES if not name.startswith("preresnet")]
"""Those whose prunable groups all have a layer that makes them, and so genes."""


def small(name, widths=None, **switches):
    """A network for grey images as small as it takes, of three classes; weights zero."""
    side = SIDES.get(name, 16)
    return build(name, widths, classes=3, image=(1, side, side), **switches)


def images(network, batch=2, seed=0):
    rng = np.random.default_rng(seed)
    shape = (batch, *network.architecture.image)
    return torch.from_numpy(rng.standard_normal(shape, dtype=np.float32))


def narrow(name, share=8):
    """The same with a part of the filters of every prunable group."""
    return small(name, [max(1, width // share) for width in small(name).architecture.widths])


def lively(name, **switches):
    """In eval mode, with random weights, scales and shifts, and the statistics of some images."""
    return copy.deepcopy(shared(name, **switches))


@functools.cache
def shared(name, **switches):
    """The same, of which there is only one: write nothing to it."""
    network = small(name, **switches)
    rng = np.random.default_rng(0)
    network.initialise(rng)
    norms = [layer for _, layer in layers(network) if isinstance(layer, Norm | Norm1d)]
    for _, layer in layers(network):
        if isinstance(layer, Dense):
            uniform(layer, rng)
    with torch.no_grad():
        for norm in norms:
            norm.momentum = 1.0
            norm.weight.copy_(torch.from_numpy(rng.uniform(0.5, 1.5, norm.num_features)))
            norm.bias.copy_(torch.from_numpy(rng.normal(0, 0.3, norm.num_features)))
        network(images(network, 8))
    for norm in norms:
        norm.momentum = 0.1
    return network.eval()


def masks(network, seed=0):
    """Random keep masks, of a random ratio up to 0.8 for each group."""
    rng = np.random.default_rng(seed)
    widths = network.architecture.widths
    kept = kept_widths(widths, 0.8 * rng.random(len(widths)))
    return [rng.permutation(np.arange(width) < k) for width, k in zip(widths, kept, strict=True)]


def state(network):
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def assert_same_state(first, second):
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.equal(tensor, second[name]), name
