"""Random trees: full, uniform, and of the kind that was asked for."""

import collections

import numpy as np
import pytest
from scipy.stats import chisquare

from evoprune.errors import ConfigError
from evoprune.evolution.expressions import typing
from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.operands import SETS as OPERANDS_OF
from evoprune.evolution.expressions.operators import SETS as OPERATORS_OF
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.scoring import scores
from tests.unit.expressions import WRITTEN, drawn, tree

SHAPED = [Kind.SCALAR, Kind.MAP, Kind.SAMPLES, Kind.POSITIONS, Kind.MATRIX, Kind.FILTER, Kind.BANK]


def depths(of_tree, position=0, depth=0):
    """Depths of the leaves."""
    below = of_tree.arguments(position)
    return {depth} if not below else set().union(*(depths(of_tree, a, depth + 1) for a in below))


@pytest.mark.parametrize("ops", OPERATORS_OF)
@pytest.mark.parametrize("kind", [None, Kind.SCALAR, Kind.MAP, Kind.SAMPLES, Kind.FILTER])
def test_all_branches_have_the_height(ops, kind):
    rng = np.random.default_rng(0)
    for height in range(5):
        for _ in range(30):
            found = full(rng, height, ops, kind)
            assert depths(found) == {height}
            assert found.height == height
            assert set(found.symbols) <= {*OPERANDS_OF[ops], *OPERATORS_OF[ops]}


@pytest.mark.parametrize("ops", OPERATORS_OF)
def test_nodes_are_uniform_over_the_set(ops):
    rng = np.random.default_rng(1)
    roots, leaves = collections.Counter(), collections.Counter()
    for _ in range(6000):
        found = full(rng, 1, ops)
        roots[found.symbols[0]] += 1
        leaves.update(found.symbols[1:])
    assert set(roots) == set(OPERATORS_OF[ops])
    assert set(leaves) == set(OPERANDS_OF[ops])
    assert chisquare(list(roots.values())).pvalue > 1e-3
    assert chisquare(list(leaves.values())).pvalue > 1e-3


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("ops", OPERATORS_OF)
def test_typed_trees_give_their_kind(ops, kind):
    rng = np.random.default_rng(2)
    if ops == "released" and kind in (Kind.LABELS, Kind.KERNEL):
        with pytest.raises(ConfigError, match=f"no tree that gives {kind}"):
            full(rng, 2, ops, kind)
        return
    for height in range(5):
        for _ in range(20):
            assert typing.of(full(rng, height, ops, kind))[0] == kind


def test_heights_that_a_kind_does_not_have_give_the_nearest():
    rng = np.random.default_rng(3)
    # No operand is a matrix, and nothing gives labels but the labels.
    assert {full(rng, 0, "released", Kind.MATRIX).height for _ in range(20)} == {1}
    assert {full(rng, 4, "paper", Kind.LABELS).symbols for _ in range(5)} == {("labels",)}


@pytest.mark.parametrize("ops", OPERATORS_OF)
def test_typed_trees_fit_convolutions(ops):
    of_layer = drawn(np.random.default_rng(0), 2, (6, 3), 5, (3, 2, 4), paper=True)
    rng = np.random.default_rng(4)
    reasons = collections.Counter()
    for _ in range(300):
        found = full(rng, int(rng.integers(5)), ops, SHAPED[rng.integers(len(SHAPED))])
        try:
            scores(found, of_layer, Limits(nodes=1000))
            reasons["scored"] += 1
        except Unscorable as refusal:
            reasons[refusal.reason] += 1
    assert set(reasons) <= {"scored", "not_finite", "singular"}
    assert reasons["scored"] > 200


def test_the_same_stream_gives_the_same_trees():
    def trees(seed, kind):
        rng = np.random.default_rng(seed)
        return [full(rng, 3, "paper", kind) for _ in range(10)]

    for kind in (None, Kind.MAP):
        assert trees(0, kind) == trees(0, kind)
        assert trees(0, kind) != trees(1, kind)


def test_streams_give_the_trees_they_always_gave():
    rng = np.random.default_rng(5)
    assert full(rng, 2, "released") == tree("g_mean sum X")
    assert full(rng, 2, "released", Kind.MAP) == tree("matmul matmul mX mQ add mP N")


def test_kinds_of_written_functions():
    for name, text in WRITTEN.items():
        expected = Kind.MAP if name.startswith("xi") else Kind.SCALAR
        found = typing.of(tree(text))
        assert found[0] == expected
        assert None not in found
    assert typing.of(tree("matmul transpose P P")) == (
        Kind.MATRIX,
        Kind.POSITIONS,
        Kind.SAMPLES,
        Kind.SAMPLES,
    )
    assert typing.of(tree("abs add P Q")) == (None, None, Kind.SAMPLES, Kind.SAMPLES)


def test_nodes_of_the_same_kind_match():
    assert typing.matching(tree("add N var P"), tree("sum abs WI")) == []
    assert typing.matching(tree("add N var P"), tree("sub mX std X")) == [(1, 2), (2, 2), (3, 3)]
    assert typing.matching(tree("abs add P Q"), tree("abs add P Q")) == [
        *((2, 2), (2, 3), (3, 2), (3, 3))
    ]


def test_exchanges_of_the_same_kind_keep_all_kinds():
    rng = np.random.default_rng(6)
    for _ in range(200):
        one, other = (full(rng, 3, "paper", Kind.MAP) for _ in range(2))
        pairs = typing.matching(one, other)
        if pairs:
            first, second = pairs[rng.integers(len(pairs))]
            changed = one.replaced(first, other.subtree(second))
            assert None not in typing.of(changed)
            assert typing.of(changed)[0] == Kind.MAP


def test_unknown_sets_are_refused():
    with pytest.raises(
        ConfigError, match="unknown set of operators 'mine'; allowed: released, pap"
    ):
        full(np.random.default_rng(0), 1, "mine")
