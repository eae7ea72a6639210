"""Groups against those that an independent tool finds by following gradients."""

import numpy as np
import pytest
import torch

from evoprune.networks.convolutional.groups import groups
from tests.unit.convolutional import NAMES, images, small

oracle = pytest.importorskip("torch_pruning")


def found(graph, producer, names, channel):
    """(layer, axis, positions) of everything that goes with a channel of a layer."""
    convolution = isinstance(producer, torch.nn.Conv2d)
    prune = oracle.prune_conv_out_channels if convolution else oracle.prune_linear_out_channels
    return {
        (names[dep.target.module], int("in_channels" in dep.handler.__name__), tuple(positions))
        for dep, positions in graph.get_pruning_group(producer, prune, [channel])
        if dep.target.module in names
    }


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_those_of_the_dependency_graph(name):
    network = small(name).eval()
    graph = oracle.DependencyGraph().build_dependency(network, images(network, 1))
    modules = dict(network.named_modules())
    names = {module: name for name, module in modules.items()}
    for group in groups(network):
        for channel in (0, int(np.random.default_rng(group.width).integers(group.width))):
            starts = [(slot, slot.offset + channel * slot.repeat) for slot in group.slots]
            expected = {(s.layer, s.axis, tuple(range(at, at + s.repeat))) for s, at in starts}
            assert found(graph, modules[group.producer], names, channel) == expected
