"""Handmade and published functions: formulas, golden values, sizes of their expressions."""

import numpy as np
import pytest

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.operands import SETS as OPERAND_SETS
from evoprune.evolution.expressions.operators import SETS as OPERATOR_SETS
from evoprune.evolution.expressions.scoring import scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.functions import HANDMADE, PUBLISHED, SEEDS, function
from evoprune.pruning.functions.controls import inverted, random, shuffled
from evoprune.pruning.functions.layer import layer_operands
from evoprune.pruning.functions.moments import moments
from evoprune.pruning.functions.operands import layers_of
from tests.unit.convolutional import images, shared
from tests.unit.scored_layers import golden_layer, random_layer

NAMES = [*HANDMADE, *PUBLISHED]
SHAPES = {
    "convolution": {},
    "one channel": {"channels": 1},
    "two classes": {"counts": (2, 7)},
    "one image of a class": {"counts": (1, 6, 4)},
    "dense": {"positions": 1, "kernel": (), "inputs": 7},
    "more positions than images": {"positions": 25},
}

SINGULAR = {"two classes", "more positions than images"}
"""Shapes whose scatter has fewer images than it takes: its ridge alone makes it invertible."""

GOLDEN = {
    "snr": 0.256868035,
    "t": 0.840844791,
    "fisher": 0.047594449,
    "symmetric_divergence": 4.045261768,
    "xi_a": 17.354689746,
}


@pytest.mark.parametrize("name", GOLDEN)
def test_formulas_have_the_published_values(name):
    np.testing.assert_allclose(function(name).closed(golden_layer()), GOLDEN[name], atol=5e-10)


def test_norms_of_filters_have_the_published_values():
    found = function("l1").closed(golden_layer())
    np.testing.assert_allclose(found[[2, 0]], [34.980831953, 34.531386071], atol=5e-10)
    weight = golden_layer().shared["W"][0]
    assert weight.shape == (3, 3, 2, 4)
    assert weight[2, 1, 1, 3] == np.sin(1 + 2 + 2 + 3 + 15)
    expected = 3 * np.sqrt((weight**2).sum(axis=(0, 1, 2)))
    np.testing.assert_allclose(function("l2").closed(golden_layer()), expected, rtol=1e-14)


PUBLISHED_SIZES = {
    "l1": 3,
    "l2": 4,
    "geometric_median": 7,
    "snr": 13,
    "fisher": 13,
    "t": 20,
    "symmetric_divergence": 27,
}


def test_expressions_have_the_published_sizes():
    assert tuple(PUBLISHED_SIZES) != SEEDS  # the same, in another order
    assert set(PUBLISHED_SIZES) == set(SEEDS)
    assert {name: len(function(name).TREE) for name in SEEDS} == PUBLISHED_SIZES
    assert {n for n in NAMES if function(n).OPS == "paper"} == {"bn_scale", "mmd"}


@pytest.mark.parametrize("shape", SHAPES)
def test_moments_are_those_of_the_samples(shape):
    layer = random_layer(**SHAPES[shape])
    found = moments(layer)
    for c, own in enumerate(layer.of_class):
        assert found.count[c] == own["N"] == own["P"].shape[1]
        assert found.others[c] == own["Q"].shape[1]
        for values, mean, variance in (
            (own["P"], found.mean, found.variance),
            (own["Q"], found.mean_of_others, found.variance_of_others),
        ):
            np.testing.assert_allclose(mean[c], values.mean(axis=(1, 2)), rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(variance[c], values.var(axis=(1, 2)), rtol=1e-12)


def test_variances_of_values_far_from_zero_stay_above_it():
    # Differences of mean squares would lose all digits here.
    maps = np.full((1, 6, 4), 1e9)
    maps[0, 0, 0] += 1e-3
    layer = layer_operands(maps, np.array([0, 1, 0, 1, 0, 1]), 2, np.ones((1, 1)))
    found = moments(layer)
    own = float(layer.of_class[0]["P"].var())
    assert found.variance[0, 0] == pytest.approx(own, rel=1e-6)
    assert (found.variance >= 0).all()
    assert (found.variance_of_others >= 0).all()


def by_hand(layer, formula):
    """Sum over classes of a formula of one channel and class."""
    shared = layer.shared
    return [
        sum(formula(shared["X"][i], own["P"][i], own["Q"][i]) for own in layer.of_class)
        for i in range(layer.channels)
    ]


def rbf(first, second):
    return np.exp(-((first[:, None] - second) ** 2).sum(axis=2) / 2)


FORMULAS = {
    "mmd": lambda x, p, q: rbf(p, p).mean() + rbf(q, q).mean() - 2 * rbf(p, q).mean(),
    "xi_b": lambda x, p, q: sum(
        p.var() + (f - q.var()) ** 2 / (p.var() + q.var() + 0.05) for f in x.mean(axis=0)
    ),
    "xi_c": lambda x, p, q: sum(
        (f - q.var()) ** 2 / np.sqrt(p.var() / len(p) + q.var() / len(q) + 1e-4)
        for f in x.mean(axis=0)
    ),
    "xi_d": lambda x, p, q: sum(
        p.var() / (q.var() / len(q) + 0.05) + abs(p.mean() - q.mean()) + 0.05 + f
        for f in q.mean(axis=0)
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("shape", SHAPES)
def test_formulas_are_those_of_single_classes_added_up(name, shape):
    layer = random_layer(**SHAPES[shape])
    expected = by_hand(layer, FORMULAS[name])
    np.testing.assert_allclose(function(name).closed(layer), expected, rtol=1e-11)


@pytest.mark.parametrize("shape", SHAPES)
def test_discriminant_information_is_a_trace_of_scatters(shape):
    layer = random_layer(**SHAPES[shape])
    expected = []
    for samples in layer.shared["X"]:
        centre = samples.mean(axis=0)
        scatter = sum(np.outer(x - centre, x - centre) for x in samples)
        between = 0
        for own in layer.shared["labels"][0].T.astype(bool):
            apart = samples[own].mean(axis=0) - centre
            between = between + own.sum() * np.outer(apart, apart)
        expected.append(np.trace(np.linalg.inv(scatter + 1e-4 * np.eye(len(scatter))) @ between))
    found = function("discriminant_information").closed(layer)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert (found > 0).all()
    # at most one for each dimension that classes can lie apart in
    assert (found < min(layer.classes - 1, samples.shape[1]) + 1e-9).all()


def test_symmetric_divergence_ranks_as_the_divergence_itself_does():
    layer = random_layer(channels=20)

    def divergence(_, p, q):
        ratios = p.var() / (q.var() + 0.05) + q.var() / (p.var() + 0.05)
        apart = (p.mean() - q.mean()) ** 2 / (p.var() + q.var() + 0.05)
        return (ratios / 2 + apart / 2 - 1) / layer.classes

    found = function("symmetric_divergence").closed(layer)
    expected = by_hand(layer, divergence)
    np.testing.assert_array_equal(np.argsort(found), np.argsort(expected))
    np.testing.assert_allclose(found / 6 - 1, expected, rtol=1e-11)


def test_distances_to_the_median_filter_are_zero_for_itself_alone():
    filters = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 1.0], [2.0, 0.0]])
    layer = layer_operands(np.zeros((4, 2, 1)), np.array([0, 1]), 2, filters)
    # Sums of distances: 8.41, 12.74, 6.43 and 7.54.
    expected = 2 * np.sqrt([2, 13, 0, 2])
    np.testing.assert_allclose(function("geometric_median").closed(layer), expected, rtol=1e-14)


def test_scales_are_those_of_the_batch_normalisation():
    layer = random_layer()
    expected = 3 * np.abs(layer.shared["gamma"])
    np.testing.assert_array_equal(function("bn_scale").closed(layer), expected)
    with pytest.raises(ConfigError, match="no batch normalisation"):
        function("bn_scale").closed(golden_layer())


@pytest.mark.parametrize("name", NAMES)
def test_scores_follow_their_channels(name):
    layer = random_layer(channels=5)
    order = [3, 0, 4, 1, 2]
    labels = layer.shared["labels"][0].argmax(axis=1)
    shared = layer.shared
    filters = np.moveaxis(shared["WI"], -1, 1)
    moved = layer_operands(
        shared["X"][order], labels, 3, filters[order], {"gamma": shared["gamma"][order]}
    )
    found = function(name).closed(layer)
    assert found.shape == (5,)
    assert len(np.unique(found)) == 5
    np.testing.assert_allclose(function(name).closed(moved), found[order], rtol=1e-12)


def test_unknown_functions_are_refused():
    with pytest.raises(ConfigError, match="unknown pruning function 'l3'; allowed: l1, l2, "):
        function("l3")


def test_controls():
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(inverted(np.array([1.0, -2.0])), [-1, 2])
    drawn = [random(50, np.random.default_rng(seed)) for seed in (0, 0, 1)]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert not np.isin(drawn[0], drawn[2]).any()
    labels = np.repeat([0, 1, 2], 50)
    other = shuffled(labels, rng)
    np.testing.assert_array_equal(np.bincount(other), [50, 50, 50])
    # by chance a third stays
    assert 0.2 < (other == labels).mean() < 0.5
    np.testing.assert_array_equal(labels, np.repeat([0, 1, 2], 50))


HEIGHTS = {"l1": 2, "l2": 3, "geometric_median": 5, "snr": 4, "fisher": 4, "t": 6}
HEIGHTS |= {"symmetric_divergence": 5}


def test_expressions_have_the_published_heights():
    assert {name: Tree(function(name).TREE).height for name in SEEDS} == HEIGHTS


@pytest.mark.parametrize("name", NAMES)
def test_expressions_are_of_their_set(name):
    symbols, ops = set(function(name).TREE), function(name).OPS
    assert symbols <= {*OPERATOR_SETS[ops], *OPERAND_SETS[ops]}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_expressions_score_what_their_formulas_do(name, shape):
    layer = random_layer(**SHAPES[shape])
    found = scores(Tree(function(name).TREE), layer)
    digits = 1e-8 if name == "discriminant_information" and shape in SINGULAR else 1e-12
    expected = function(name).closed(layer)
    np.testing.assert_allclose(found, expected, rtol=digits, atol=1e-13)


@pytest.mark.parametrize("network", ["lenet5", "preresnet8"])
def test_expressions_score_networks_as_their_formulas_do(network):
    full = shared(network)
    batch, labels = images(full, 40), np.arange(40) % 3
    for layer in layers_of(full, batch, labels, groups=[0, 1, 5]):
        for name in NAMES:
            if function(name).OPS == "paper" and "gamma" not in layer.shared:
                continue
            found = scores(Tree(function(name).TREE), layer, Limits(operations=10**12))
            # Scatters of more positions than images: their ridge alone makes them invertible.
            digits = 1e-6 if name == "discriminant_information" else 1e-12
            expected = function(name).closed(layer)
            np.testing.assert_allclose(found, expected, rtol=digits, atol=1e-12)


@pytest.mark.parametrize("name", GOLDEN)
def test_expressions_have_the_published_values(name):
    found = scores(Tree(function(name).TREE), golden_layer())
    np.testing.assert_allclose(found, GOLDEN[name], atol=5e-10)


def test_an_expression_of_normalisations_needs_one():
    with pytest.raises(Unscorable, match="the layer has no gamma"):
        scores(Tree(function("bn_scale").TREE), golden_layer())
