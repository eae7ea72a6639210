"""Networks made smaller: removal that costs nothing, equal sizes, dominated areas."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.evolution.hypervolume import hypervolume
from evoprune.networks import build
from evoprune.networks.forward import activations, l1
from evoprune.networks.network import Layer, Network
from evoprune.pruning.counting import dead_units, removable_parameters
from evoprune.pruning.surgery import by_magnitude, with_first, without_units
from evoprune.studies.autoencoder.trade_off import REFERENCE_LOSS, SHARES, trade_off
from evoprune.training.engines.torch.engine import TorchEngine

ARCHITECTURE = build("plain", 40)
KINDS = [dense.activation for dense in ARCHITECTURE.layers]
BITS = (np.random.default_rng(0).random((60, 40)) < 0.7).astype(np.uint8)
ROWS = BITS.astype(np.float64)
CORNER = (1.0, REFERENCE_LOSS)


def network(seed=1, dead=()):
    """Initial weights with some units that nothing activates: (layer, unit)."""
    made = ARCHITECTURE.initial(np.random.default_rng(seed))
    for layer, unit in dead:
        made.layers[layer].weight[unit] = -1.0
        made.layers[layer].bias[unit] = -1.0
    return made


def with_largest(net, kept):
    return with_first(net, by_magnitude(net), kept)


def size(net):
    return sum(layer.size for layer in net.layers)


def test_the_plain_forward_pass_is_that_of_the_engine():
    engine = TorchEngine(ARCHITECTURE, 5, "cpu")
    stack = engine.stack([network()])
    theirs = engine.row_losses(stack, 0, engine.rows(BITS)).mean()
    assert l1(network(), KINDS, ROWS) == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("dead", [[], [(0, 3)], [(0, 0), (0, 29), (1, 4), (2, 7)]])
def test_removing_dead_units_changes_no_output_and_takes_what_was_counted(dead):
    whole = network(dead=dead)
    *hidden, output = activations(whole, KINDS, ROWS)
    found = [dead_units(values) for values in hidden]
    assert all(found[layer][unit] for layer, unit in dead)
    smaller = without_units(whole, found)
    np.testing.assert_allclose(activations(smaller, KINDS, ROWS)[-1], output, atol=1e-13)
    assert size(whole) - size(smaller) == removable_parameters(whole.layers, found)
    assert [len(layer.bias) for layer in smaller.layers][-1] == 40


@given(st.integers(0, 200), st.integers(0, 3))
def test_the_largest_stay(kept, seed):
    rng = np.random.default_rng(seed)
    layers = [Layer(rng.integers(-5, 6, (7, 9)).astype(np.float32), np.ones(7, np.float32))]
    layers += [Layer(rng.normal(size=(9, 7)).astype(np.float32), np.zeros(9, np.float32))]
    whole = Network.from_layers(layers, 1)
    left = with_largest(whole, kept)
    before, after = (
        np.concatenate([t.ravel() for layer in n.layers for t in (layer.weight, layer.bias)])
        for n in (whole, left)
    )
    assert ((after == before) | (after == 0)).all()
    assert np.count_nonzero(after) <= kept
    # What is gone is nowhere larger than what stays.
    gone = np.abs(before[after != before])
    if gone.size and np.count_nonzero(after):
        assert gone.max() <= np.abs(after[after != 0]).min()
    if kept >= before.size:
        assert (after == before).all()


@pytest.mark.parametrize(
    ("points", "area"),
    [
        ([], 0.0),
        ([(1.0, 0.1)], 0.0),
        ([(0.5, 0.5)], 0.0),
        ([(0.5, 0.1)], 0.5 * 0.4),
        ([(0.5, 0.1), (0.25, 0.3)], 0.25 * 0.2 + 0.5 * 0.4),
        ([(0.25, 0.1), (0.5, 0.3)], 0.75 * 0.4),
        ([(0.0, 0.0)], 0.5),
    ],
)
def test_hypervolume_in_closed_form(points, area):
    assert hypervolume(points, CORNER) == pytest.approx(area, abs=1e-15)
    assert hypervolume(points[::-1], CORNER) == pytest.approx(area, abs=1e-15)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=6))
def test_more_points_dominate_no_less(points):
    areas = [hypervolume(points[:n], CORNER) for n in range(len(points) + 1)]
    assert all(0 <= a <= b + 1e-12 for a, b in pairwise(areas))
    assert areas[-1] <= 0.5


def test_a_network_is_measured_at_equal_sizes():
    measured = trade_off(network(dead=[(0, 3)]), KINDS, ROWS)
    assert measured["parameters"] == size(network())
    assert measured["preserved_alive"] == measured["parameters_alive"] / measured["parameters"]
    assert measured["l1_alive_change"] == pytest.approx(0, abs=1e-15)
    assert measured["l1_alive"] == pytest.approx(l1(network(dead=[(0, 3)]), KINDS, ROWS))
    for share in SHARES:
        left = without_units(
            network(dead=[(0, 3)]),
            [dead_units(v) for v in activations(network(dead=[(0, 3)]), KINDS, ROWS)[:-1]],
        )
        smaller = with_largest(left, round(share * measured["parameters"]))
        assert measured[f"l1_at_{share:g}"] == l1(smaller, KINDS, ROWS)


def test_nothing_but_zeros_is_worth_nothing():
    empty = with_largest(network(), 0)
    measured = trade_off(empty, KINDS, ROWS)
    assert measured["hypervolume"] == 0.0
    assert measured["l1_at_0.1"] == 0.5
