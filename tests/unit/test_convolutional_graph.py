"""Groups against those that an independent tool finds by following gradients."""

import numpy as np
import pytest
import torch

from evoprune.networks.convolutional.groups import groups
from evoprune.networks.convolutional.layers import Conv, layers
from tests.unit.convolutional import OF_OWN_FILTERS, images, small

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


@pytest.mark.parametrize("name", OF_OWN_FILTERS)
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


def test_channels_inside_of_bottlenecks_are_those_of_the_dependency_graph():
    network = small("preresnet38").eval()
    graph = oracle.DependencyGraph().build_dependency(network, images(network, 1))
    names = {module: name for name, module in network.named_modules()}
    axes = [(name, axis, c) for name, layer in layers(network) for axis, c in enumerate(layer.axes)]
    inner = 0
    for _, layer in layers(network):
        group = layer.axes[0].group
        if isinstance(layer, Conv) and group is not None:
            expected = {(other, axis, (3,)) for other, axis, c in axes if c.group == group}
            assert len(expected) == 3
            assert found(graph, layer, names, 3) == expected
            inner += 1
    assert inner == 2 * 12
