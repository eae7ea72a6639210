"""Channels that are kept: by their scores, all at once or layer by layer, in several steps."""

import numpy as np
import pytest
import torch

from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import down, masked
from evoprune.pruning.functions import function
from evoprune.pruning.functions.controls import inverted
from evoprune.pruning.functions.operands import layers_of
from evoprune.pruning.functions.selecting import at_once, front_to_back
from tests.unit.convolutional import assert_same_state, images, shared, state

LABELS = np.arange(30) % 3
WIDTHS = {
    "lenet5": (5, 11, 40),
    "convnet6": (5, 5, 10, 10, 19, 19),
    "preresnet8": (5, 5, 5, 10, 10, 20),
}


def by(name):
    """A hand-made or published function, the same in every place."""
    closed = function(name).closed
    return lambda layer, place: closed(layer)


XI_A = by("xi_a")


def scored(name):
    network = shared(name)
    return network, images(network, len(LABELS), seed=1)


def looking_at(batch):
    """Sees all layers of what it is given, and takes one."""
    return lambda network, group: layers_of(network, batch, LABELS, groups=[group])[0]


def test_the_highest_scores_stay_and_of_equal_ones_the_last():
    scores = np.array([1.0, 3.0, 2.0, 2.0, -5.0])
    np.testing.assert_array_equal(keep_highest(scores, 2), [False, True, False, True, False])
    np.testing.assert_array_equal(keep_highest(inverted(scores), 1), [False] * 4 + [True])


@pytest.mark.parametrize("name", WIDTHS)
@torch.no_grad()
def test_removing_channels_is_masking_them(name):
    network, batch = scored(name)
    masks = at_once(layers_of(network, batch, LABELS), XI_A, WIDTHS[name])
    pruned = down(network, masks)
    assert pruned.architecture.widths == WIDTHS[name]
    expected = masked(network, masks)(batch)
    assert (pruned(batch) - expected).abs().max() <= 1e-5 * expected.abs().max()
    assert (network(batch) - expected).abs().max() > 1e-2 * expected.abs().max()


@pytest.mark.parametrize("name", WIDTHS)
def test_each_layer_is_scored_in_its_place(name):
    network, batch = scored(name)
    places, layers = [], layers_of(network, batch, LABELS)

    def score(layer, place):
        assert layer is layers[place]
        places.append(place)
        return np.arange(network.architecture.widths[place])

    masks = at_once(layers, score, WIDTHS[name])
    assert places == list(range(len(WIDTHS[name])))
    for mask, width in zip(masks, WIDTHS[name], strict=True):
        assert not mask[:-width].any()
        assert mask[-width:].all()


@pytest.mark.parametrize("name", WIDTHS)
def test_layers_are_scored_on_what_is_left_of_those_before(name):
    network, batch = scored(name)
    before = state(network)
    whole = at_once(layers_of(network, batch, LABELS), XI_A, WIDTHS[name])
    found = front_to_back(network, looking_at(batch), XI_A, WIDTHS[name])
    assert_same_state(state(network), before)
    assert tuple(int(mask.sum()) for mask in found) == WIDTHS[name]
    np.testing.assert_array_equal(found[0], whole[0])
    assert any((a != b).any() for a, b in zip(found, whole, strict=True))
    # By hand: layer by layer, with everything before it already removed from the network.
    masks = [np.ones(width, dtype=bool) for width in network.architecture.widths]
    for group, width in enumerate(WIDTHS[name]):
        smaller = down(network, masks)
        layer = layers_of(smaller, batch, LABELS)[group]
        masks[group] = keep_highest(XI_A(layer, group), width)
    for mask, expected in zip(found, masks, strict=True):
        np.testing.assert_array_equal(mask, expected)


@pytest.mark.parametrize("name", WIDTHS)
def test_functions_of_filters_select_the_same_either_way(name):
    network, batch = scored(name)
    first = at_once(layers_of(network, batch, LABELS), by("l1"), WIDTHS[name])
    second = front_to_back(network, looking_at(batch), by("l1"), WIDTHS[name])
    for mask, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(mask, other)


def test_lenet_is_pruned_in_the_published_steps():
    network, batch = scored("lenet5")
    for widths in ((10, 20, 100), (5, 12, 45), (5, 11, 40)):
        layers = layers_of(network, batch, LABELS)
        kept = [set(map(tuple, layer.shared["X"][..., 0].tolist())) for layer in layers]
        network = down(network, at_once(layers, XI_A, widths))
        assert network.architecture.widths == widths
        # The first layer's maps that stay are what they were.
        first = layers_of(network, batch, LABELS)[0].shared["X"][..., 0].tolist()
        assert set(map(tuple, first)) <= kept[0]
    assert network(batch).shape == (30, 3)


@pytest.mark.parametrize("widths", [(5, 11), (5, 11, 40, 1)])
def test_widths_that_do_not_fit_are_refused(widths):
    network, batch = scored("lenet5")
    with pytest.raises(ValueError, match=r"zip\(\)"):
        front_to_back(network, looking_at(batch), XI_A, widths)
    with pytest.raises(ValueError, match=r"zip\(\)"):
        at_once(layers_of(network, batch, LABELS), XI_A, widths)
