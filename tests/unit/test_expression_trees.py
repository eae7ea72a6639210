"""Trees as prefix lists."""

import subprocess
import sys

import numpy as np
import pytest

from evoprune.evolution.expressions.failures import ShapeError
from evoprune.evolution.expressions.operands import OPERANDS
from evoprune.evolution.expressions.operators import OPERATORS, SETS, operator
from evoprune.evolution.expressions.tree import Tree, tree_of
from evoprune.registry import module_of, summary
from tests.unit.expressions import WRITTEN, tree

ROOT = "div sub g_mean P mQ abs N"


def test_positions_lead_through_a_tree():
    found = tree(ROOT)
    assert (found.size, found.height) == (7, 3)
    assert [found.end(position) for position in range(7)] == [7, 5, 4, 4, 5, 7, 7]
    assert [found.arguments(p) for p in range(7)] == [(1, 5), (2, 4), (3,), (), (), (6,), ()]
    assert found.subtree(1) == tree("sub g_mean P mQ")
    assert found.subtree(0) == found
    assert tree("N").height == 0


def test_subtrees_are_replaced():
    found = tree(ROOT)
    assert found.replaced(2, tree("var Q")) == tree("div sub var Q mQ abs N")
    assert found.replaced(0, tree("N")) == tree("N")
    assert all(found.replaced(p, found.subtree(p)) == found for p in range(found.size))
    assert tree_of("div", tree("abs N"), ["N"]) == tree("div abs N N")


@pytest.mark.parametrize("symbols", [(), ("abs",), ("add", "N"), ("N", "N"), ("abs", "N", "N")])
def test_what_is_not_one_tree_is_refused(symbols):
    with pytest.raises(ValueError, match="not one tree"):
        Tree(symbols)


def test_digests_tell_trees_apart_and_stay():
    assert tree("sum abs WI").digest == "ea0e1a437b60d971"
    trees = [tree(text) for text in WRITTEN.values()]
    assert len({found.digest for found in trees}) == len(WRITTEN)


def test_deep_trees_need_no_recursion():
    deep = Tree(("abs",) * 50_000 + ("N",))
    assert deep.height == 50_000
    assert deep.end(10) == 50_001


def test_a_tree_of_operands_needs_no_numpy():
    code = "import sys; from evoprune.evolution.expressions.tree import Tree; Tree(('N',)).digest; "
    code += "assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_released_set_is_the_released_one():
    assert set(SETS["released"]) < set(SETS["paper"]) == set(OPERATORS)
    assert len(SETS["released"]) == 21
    assert set(OPERANDS).isdisjoint(OPERATORS)


def test_each_operator_has_a_file_of_its_name_and_a_summary():
    for name in OPERATORS:
        assert module_of(OPERATORS, name).rsplit(".", 1)[1] == name
        assert 3 < len(summary("operator", OPERATORS, name)) <= 100
        assert name.replace("_", "").isalnum()


@pytest.mark.parametrize("name", list(OPERATORS))
def test_shapes_are_those_that_are_computed(name):
    """Whatever shapes an operator takes, it computes what it announced, for one or all channels."""
    found = operator(name)
    shapes = [(), (3,), (4,), (3, 3), (4, 3), (3, 4), (1, 3), (4, 1), (2, 3, 2), (2, 2, 3, 3)]
    shapes += [(3, 3, 3), (1, 1, 4), (3, 3, 3, 1), (2, 2, 2, 2)]
    rng = np.random.default_rng(0)
    tried = 0
    for first in shapes:
        for second in shapes if found.arity == 2 else [()]:
            arguments = [first, second][: found.arity]
            try:
                expected = found.shape(*arguments)
            except ShapeError:
                continue
            for channels in (1, 5):
                arrays = [rng.random((channels, *shape)) for shape in arguments]
                before = [array.copy() for array in arrays]
                computed = found.compute(*arrays)
                assert computed.shape[1:] == expected
                assert computed.shape[0] in ((1, channels) if name == "num" else (channels,))
                assert computed.dtype == np.float64
                for array, copy in zip(arrays, before, strict=True):
                    np.testing.assert_array_equal(array, copy)
            assert found.cost(*arguments) >= 1
            tried += 1
    assert tried >= 2
