"""Crossover and mutation of trees: what is exchanged, how often, and what stays."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evoprune.evolution.expressions import typing as kinds
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming import breeding
from evoprune.evolution.genetic_programming.breeding import Breeder
from evoprune.evolution.genetic_programming.settings import Evolution, TreeSwitches
from evoprune.evolution.genetic_programming.validity import Validity
from evoprune.evolution.genetic_programming.variation import crossed, exchanged, mutated
from evoprune.pruning.functions import SEEDS, function
from evoprune.randomness import Streams

TREES = [Tree(tuple(function(name).TREE)) for name in SEEDS]
FISHER = Tree(tuple(function("fisher").TREE))
ONE = Tree(("sub", "mX", "mP"))
OTHER = Tree(("sum", "abs", "WI"))
P_VALUE = 1e-4
"""Of a fixed seed: below it a distribution is another one."""


def even(counts, kinds_of):
    """Whether counts fit equal shares of so many kinds."""
    assert set(counts) == set(kinds_of)
    return stats.chisquare(list(counts.values())).pvalue > P_VALUE


def breeder(valid=lambda tree: True, evolution=None, **switches):
    return Breeder(evolution or Evolution(), TreeSwitches.model_validate(switches), valid)


# Crossover

some_trees = st.builds(
    lambda seed, height: full(np.random.default_rng(seed), height, "released"),
    st.integers(0, 2**32),
    st.integers(0, 4),
)


@settings(max_examples=100, deadline=None)
@given(some_trees, some_trees, st.integers(0, 2**32))
def test_crossover_exchanges_one_subtree_of_each_and_no_root(one, other, seed):
    first, second = crossed(np.random.default_rng(seed), one, other)
    assert first.size + second.size == one.size + other.size
    assert Counter(first.symbols + second.symbols) == Counter(one.symbols + other.symbols)
    if min(one.size, other.size) == 1:
        assert (first, second) == (one, other)
        return
    assert (first.symbols[0], second.symbols[0]) == (one.symbols[0], other.symbols[0])
    made = {exchanged(one, a, other, b) for a in range(1, one.size) for b in range(1, other.size)}
    assert (first, second) in made


def test_exchanging_by_hand():
    assert exchanged(FISHER, 2, OTHER, 1) == (
        Tree(("div", "pow2", "abs", "WI", *FISHER.symbols[7:])),
        Tree(("sum", "sub", "g_mean", "P", "g_mean", "Q")),
    )


def test_nodes_of_both_trees_are_drawn_uniformly_without_the_roots():
    rng = np.random.default_rng(1)
    of = {exchanged(ONE, a, OTHER, b): (a, b) for a in (1, 2) for b in (1, 2)}
    assert len(of) == 4
    assert even(Counter(of[crossed(rng, ONE, OTHER)] for _ in range(2000)), of.values())


def test_pairs_exchange_as_often_as_asked_and_others_stay():
    """Without mutation: children in pairs, the odd one alone."""
    rng = np.random.default_rng(2)
    plain = breeder(evolution=Evolution(crossover=0.75, mutation=0.0))
    children = plain.children(rng, [FISHER], 4001)
    assert children[-1] == (FISHER, (0,))
    pairs = list(zip(children[0:4000:2], children[1:4000:2], strict=True))
    changed = sum(
        a.tree.size + b.tree.size == 2 * FISHER.size and (a.tree, b.tree) != (FISHER, FISHER)
        for a, b in pairs
    )
    # 23 of 144 pairs of nodes hold the same subtree: an exchange of them changes nothing.
    same = sum(FISHER.subtree(a) == FISHER.subtree(b) for a in range(1, 13) for b in range(1, 13))
    assert stats.binomtest(changed, 2000, 0.75 * (1 - same / 144)).pvalue > P_VALUE
    assert all(a.tree.size + b.tree.size == 26 for a, b in pairs)


def test_parents_of_children_are_drawn_uniformly_and_noted():
    rng = np.random.default_rng(3)
    trees = TREES[:3]
    children = breeder(evolution=Evolution(crossover=0.0, mutation=0.0)).children(rng, trees, 3000)
    assert all(child.tree == trees[child.parents[0]] for child in children)
    assert even(Counter(child.parents for child in children), [(0,), (1,), (2,)])
    crossing = breeder(evolution=Evolution(crossover=1.0, mutation=0.0))
    both = Counter(child.parents for child in crossing.children(rng, trees, 3000))
    pairs = {(a, b): 2 for a in range(3) for b in range(3) if a != b}
    expected = {pair: 3000 / 9 for pair in pairs} | {(a,): 3000 / 9 for a in range(3)}
    assert set(both) == set(expected)
    assert stats.chisquare([both[k] / 2 for k in expected]).pvalue > P_VALUE


# Mutation


def test_any_node_gives_way_the_root_included():
    rng = np.random.default_rng(4)
    new = Tree(("N",))
    of = {FISHER.replaced(position, new): position for position in range(FISHER.size)}
    assert len(of) == FISHER.size
    drawn = [mutated(rng, FISHER, lambda *_: new) for _ in range(FISHER.size * 200)]
    assert even(Counter(of[tree] for tree in drawn), range(FISHER.size))


@pytest.mark.parametrize("highest", [0, 4])
def test_new_subtrees_are_full_and_of_uniform_height(highest):
    rng = np.random.default_rng(5)
    lone = Tree(("N",))  # its only node is what gives way
    own = breeder(evolution=Evolution(mutation_height=highest))
    drawn = [own.mutant(rng, lone) for _ in range(1000)]
    assert even(Counter(tree.height for tree in drawn), range(highest + 1)) or highest == 0
    for tree in drawn[:100]:
        depth = {0: 0}
        for position in range(tree.size):
            for argument in tree.arguments(position):
                depth[argument] = depth[position] + 1
            if not tree.arguments(position):
                assert depth[position] == tree.height


def test_one_child_in_sixteen_is_a_clone():
    """Neither crossed nor mutated: (1 - 0.75)²; what they draw is made to always show."""
    rng = np.random.default_rng(6)
    marked = Tree(("sub", "N", "N"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(breeding, "crossed", lambda rng, one, other: (ONE, ONE))
        patch.setattr(breeding, "mutated", lambda rng, tree, grown: marked)
        children = breeder().children(rng, [FISHER], 8000)
    counts = Counter(child.tree for child in children)
    assert set(counts) == {FISHER, ONE, marked}
    assert stats.binomtest(counts[marked], 8000, 0.75).pvalue > P_VALUE
    # Pairs are crossed together: clones come in twos more often than alone.
    assert stats.binomtest(counts[FISHER], 8000, 0.0625).pvalue > P_VALUE
    assert stats.binomtest(counts[ONE], 8000, 0.1875).pvalue > P_VALUE


# Validity and its bounds


def test_after_so_many_refusals_the_parents_stay():
    asked = []

    def refuses(tree):
        asked.append(tree)
        return False

    own = breeder(refuses, Evolution(crossover=1.0, mutation=1.0), retries=7)
    rng = np.random.default_rng(7)
    assert own.mutant(rng, FISHER) == FISHER
    assert len(asked) == 7
    asked.clear()
    assert own.children(rng, [FISHER, ONE], 2)[0].tree in (FISHER, ONE)
    assert len(asked) == 7 + 2 * 7  # a pair is refused by its first tree
    assert all(child.tree in TREES for child in own.children(rng, TREES, 9))


def test_of_a_pair_both_have_to_be_valid():
    """Every other tree is refused: a pair lives only where both are asked for and pass."""
    rng = np.random.default_rng(8)
    own = breeder(lambda tree: tree.symbols[0] != "sum", Evolution(crossover=1.0, mutation=0.0))
    children = [own.children(rng, [FISHER, OTHER], 2) for _ in range(20)]
    drawn_apart = [pair for pair in children if OTHER in (pair[0].tree, pair[1].tree)]
    assert len(drawn_apart) >= 10
    assert all({child.tree for child in pair} <= {FISHER, OTHER} for pair in drawn_apart)


@pytest.mark.parametrize(("switch", "most"), [("nodes", 9), ("height", 3)])
def test_children_are_no_larger_than_allowed(switch, most):
    rng = np.random.default_rng(9)
    parents = [tree for tree in TREES if tree.size <= 9 and tree.height <= 3] + [ONE]
    free = breeder(evolution=Evolution()).children(rng, parents, 200)
    bound = breeder(**{switch: most}).children(rng, parents, 200)
    measure = (lambda tree: tree.size) if switch == "nodes" else (lambda tree: tree.height)
    assert max(measure(child.tree) for child in bound) == most
    assert max(measure(child.tree) for child in free) > most


def validity(checks):
    return Validity(TreeSwitches(checks=checks), Streams(1, "validity", 1))


@pytest.mark.parametrize(
    ("symbols", "finite", "telling"),
    [
        (FISHER.symbols, True, True),
        (("N",), True, False),  # the same for every channel (Q2)
        (("div", "X", "X"), False, False),
        (("inv", "g_mean", "X"), True, False),  # a channel without any activation
        (("sum", "W"), True, False),  # the same for every channel: of the whole layer
        (("add", "P", "Q"), False, False),  # 11 rows and 29
        # A number that is 1 but for rounding tells no channels apart.
        (("div", "sum", "abs", "WI", "sum", "abs", "transpose", "WI"), True, False),
        (("matmul", "outer", "outer", "W", "W", "W", "X"), False, False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_valid(symbols, finite, telling):
    tree = Tree(tuple(symbols))
    assert (validity("finite")(tree), validity("telling")(tree)) == (finite, telling)


@pytest.mark.parametrize("checks", ["finite", "telling"])
def test_hand_made_functions_are_valid(checks):
    own = validity(checks)
    assert all(map(own, TREES))


def test_verdicts_are_those_of_the_streams_alone():
    rng = np.random.default_rng(10)
    trees = [full(rng, int(rng.integers(5)), "released") for _ in range(60)]
    first, second = validity("telling"), validity("telling")
    found = [first(tree) for tree in trees]
    assert found == [second(tree) for tree in trees[::-1]][::-1]
    assert 0 < sum(found) < 60


# Kinds


def test_typed_children_fit_their_kinds():
    rng = np.random.default_rng(11)
    fitting = [tree for tree in TREES if kinds.of(tree)[0] is not None]
    assert len(fitting) >= 5
    typed = breeder(typed=True).children(rng, fitting, 100)
    assert all(kinds.of(child.tree)[0] is not None for child in typed)
    assert len({child.tree for child in typed}) > 60
    untyped = breeder().children(rng, fitting, 100)
    assert any(kinds.of(child.tree)[0] is None for child in untyped)


def test_typed_crossover_without_a_pair_leaves_both():
    rng = np.random.default_rng(12)
    one, other = Tree(("abs", "N")), Tree(("abs", "W"))
    assert kinds.matching(one, other) == []
    own = breeder(evolution=Evolution(crossover=1.0, mutation=0.0), typed=True)
    assert {child.tree for child in own.children(rng, [one, other], 40)} == {one, other}
