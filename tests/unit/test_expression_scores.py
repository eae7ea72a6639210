"""Scores of expressions: golden ones, and the same as one channel at a time on any tree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.operands import SETS as OPERAND_SETS
from evoprune.evolution.expressions.operators import SETS, operator
from evoprune.evolution.expressions.scoring import scores
from evoprune.evolution.expressions.tree import Tree
from tests.oracle import expressions as oracle
from tests.unit.expressions import WRITTEN, drawn, golden_layer, of_channel, tree
from tests.unit.fuzzed_expressions import valid

GOLDEN = {
    "l1": 34.980831953,
    "snr": 0.256868035,
    "t": 0.840844791,
    "fisher": 0.047594449,
    "symmetric_divergence": 4.045261768,
    "xi_a": 17.354689746,
}
SIZES = {"l1": (3, 2), "l2": (4, 3), "geometric_median": (7, 5), "snr": (13, 4)} | {
    "fisher": (13, 4),
    "t": (20, 6),
    "symmetric_divergence": (27, 5),
}
"""Nodes and heights of the released trees."""


@pytest.mark.parametrize("name", GOLDEN)
def test_scores_are_the_golden_ones(name):
    (found,) = scores(tree(WRITTEN[name]), golden_layer())
    assert f"{found:.9f}" == f"{GOLDEN[name]:.9f}"


def test_another_filter_scores_otherwise():
    assert f"{scores(tree(WRITTEN['l1']), golden_layer(0))[0]:.9f}" == "34.531386071"


@pytest.mark.parametrize("name", SIZES)
def test_released_trees_are_as_large_as_released(name):
    assert (tree(WRITTEN[name]).size, tree(WRITTEN[name]).height) == SIZES[name]


@st.composite
def trees(draw, ops, height=5):
    """Trees without regard to kinds; many fit nothing."""
    if height == 0 or draw(st.integers(0, 3)) == 0:
        return (draw(st.sampled_from(OPERAND_SETS[ops])),)
    name = draw(st.sampled_from(SETS[ops]))
    below = [draw(trees(ops, height - 1)) for _ in range(operator(name).arity)]
    return (name, *(symbol for part in below for symbol in part))


LAYERS = {
    "convolution": (3, (4, 3, 2), 6, (3, 3, 2)),
    "square": (4, (3, 3), 3, (3, 3, 3)),
    "fewer samples than positions": (2, (2, 1), 7, (1, 1, 3)),
    "dense": (5, (5, 2, 3), 1, (4,)),
    "one channel": (1, (2, 2), 1, (2,)),
}


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("ops", SETS)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(data=st.data())
def test_scores_are_those_of_one_channel_at_a_time(kind, ops, data):
    symbols = data.draw(trees(ops))
    of_layer = drawn(np.random.default_rng(7), *LAYERS[kind], paper=True)
    agree(symbols, of_layer)


def agree(symbols, of_layer):
    """Both fail, or both give the same scores; gives whether there are any."""
    channels = range(of_layer.channels)
    try:
        pairs = [oracle.score(symbols, of_channel(of_layer, channel)) for channel in channels]
    except (ValueError, IndexError, AttributeError, np.linalg.LinAlgError):
        pairs = [(np.nan, np.nan)]
    expected, magnitudes = np.transpose(pairs)
    if not np.isfinite(expected).all():
        with pytest.raises(Unscorable):
            scores(Tree(symbols), of_layer)
        return False
    found = scores(Tree(symbols), of_layer)
    assert (np.abs(found - expected) <= 1e-14 + 1e-12 * magnitudes).all(), (found, expected)
    return True


@pytest.mark.slow
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("ops", SETS)
def test_scores_of_thousands_of_trees_are_those_of_one_channel_at_a_time(kind, ops):
    rng = np.random.default_rng(13)
    of_layer = drawn(np.random.default_rng(7), *LAYERS[kind], paper=True)
    scored = sum(agree(tuple(valid(rng, ops, 5)), of_layer) for _ in range(2000))
    assert scored > 500
