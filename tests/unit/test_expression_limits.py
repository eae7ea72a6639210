"""Expressions that would explode are refused before anything is computed, and scoring goes on."""

import time
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.interpreter import Interpreter
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.memo import Memo
from evoprune.evolution.expressions.operators.var import Variance
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.scoring import LayerOperands, is_constant, scores
from evoprune.evolution.expressions.tree import Tree
from tests.unit.expressions import WRITTEN, drawn, tree

WIDE = Limits(nodes=1000, height=1000)
"""Only what is computed is limited."""


@pytest.fixture(scope="module")
def wide():
    """A layer of 1,000 samples and 144 positions, as of LeNet-5."""
    return drawn(np.random.default_rng(0), 20, (100,) * 10, 144, (5, 5, 1))


def doubled(times):
    """outer(outer(...), outer(...)): each level squares the numbers of the last."""
    return " ".join(["outer"] * (2**times - 1) + ["mX"] * 2**times)


EXPLODING = {
    "samples by samples": ("outer X X", "elements"),
    "samples by samples, deep inside": ("sum abs rho1 outer transpose Q P", "elements"),
    "outer products of outer products": (doubled(7), "elements"),
    "billions and billions": (doubled(12), "nodes"),
    "kernel by kernel": ("outer outer outer W W outer W W outer outer W W outer W W", "elements"),
    "product of samples": ("matmul Q transpose Q", "operations"),
    "inverse of samples by samples": ("inv matmul X transpose X", "operations"),
    "many small ones": ("matmul " * 249 + "outer mX mX " * 250, "operations"),
    "a chain": ("abs " * 998 + "Q", "operations"),
    "a long chain": ("abs " * 60_000 + "X", "nodes"),
    "too many for the layer": ("add var rbf P P add var rbf Q Q var rbf P Q", "operations"),
}


@pytest.mark.parametrize("name", EXPLODING)
def test_what_explodes_is_refused_before_it_is_computed(name, wide):
    text, reason = EXPLODING[name]
    of_tree = tree(text)
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(Unscorable) as refusal:
        scores(of_tree, wide, WIDE)
    elapsed, (_, peak) = time.monotonic() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.reason == reason
    assert 0 <= refusal.value.position < of_tree.size
    assert elapsed < 2
    assert peak < 200e6
    assert np.isfinite(scores(tree(WRITTEN["l1"]), wide)).all()


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("abs " * 60 + "N", "nodes", 0),
        ("abs " * 11 + "N", "height", 0),
        ("add X transpose X", "shape", 0),
        ("sum abs mul abs X X", "shape", 2),
        ("add N mean mX", "shape", 2),
        ("num N", "shape", 0),
        ("geo_median WI", "shape", 0),
        ("add gamma N", "operand", 0),
        ("abs sqrt sub N rho1 N", "not_finite", 0),
        ("add N inv outer mX div sub N N sub N N", "singular", 2),
    ],
)
def test_refusals_say_why_and_where(text, reason, position, wide):
    with pytest.raises(Unscorable, match=rf"^{reason} at position {position}: ") as refusal:
        scores(tree(text), wide)
    assert (refusal.value.reason, refusal.value.position) == (reason, position)


def test_time_is_looked_at_between_steps(wide):
    with pytest.raises(Unscorable, match="seconds at position"):
        scores(tree("var sub X abs mX"), wide, Limits(seconds=1e-9))
    assert np.isfinite(scores(tree("var sub X abs mX"), wide)).all()


def test_operations_count_all_channels_and_classes():
    of_layer = drawn(np.random.default_rng(1), 3, (4, 2), 5, (2,))
    # abs: 2 entries and sum: 2, of each of 3 channels, once; var: 5 positions of 4 and 2 samples.
    text = tree("add sum abs WI var P")
    expected = 3 * (2 + 2) + 3 * (4 * 5 + 2 * 5) + 2 * 3 * (1 + 1)
    scores(text, of_layer, Limits(operations=expected))
    with pytest.raises(Unscorable, match="operations"):
        scores(text, of_layer, Limits(operations=expected - 1))


def test_verdicts_do_not_depend_on_what_is_known():
    of_layer = drawn(np.random.default_rng(1), 3, (4, 2), 5, (2,))
    scores(tree("add sum abs WI var P"), of_layer)
    with pytest.raises(Unscorable, match="operations"):
        scores(tree("add sum abs WI var P"), of_layer, Limits(operations=60))


def test_ragged_results_are_added_up_or_refused():
    of_layer = drawn(np.random.default_rng(1), 2, (4, 2), 3, (2,))
    np.testing.assert_allclose(scores(tree("P"), of_layer), of_layer.shared["X"].sum(axis=(1, 2)))
    with pytest.raises(Unscorable, match="ragged"):
        scores(tree("P"), of_layer, Limits(ragged=False))
    balanced = drawn(np.random.default_rng(1), 2, (3, 3), 3, (2,))
    assert np.isfinite(scores(tree("P"), balanced, Limits(ragged=False))).all()


@pytest.mark.parametrize("text", ["N", "num X", "sub N num P", "rho5 sub mX mX", "geo_median W"])
def test_constant_layers_are_reported(text, wide):
    assert is_constant(scores(tree(text), wide))
    assert not is_constant(scores(tree("sum abs WI"), wide))


def test_rounding_is_no_difference():
    assert is_constant(np.array([0.3, 0.1 + 0.2]))
    assert not is_constant(np.array([0.3, 0.3 + 1e-9]))


LARGE = ["var sub Q mX", "mean transpose sub X mX", "trace matmul transpose P P", "abs mP", "N"]
LARGE += ["inv matmul transpose sub X mX sub X mX", "matmul matmul transpose mP P WI", "X"]


@pytest.mark.parametrize("text", LARGE)
def test_blocks_of_channels_give_the_same_bits(text):
    def found(block_elements, memo_elements=8_000_000):
        fresh = drawn(np.random.default_rng(3), 7, (9, 8, 20), 12, (3, 3, 2))
        fresh = LayerOperands(7, 3, fresh.shared, fresh.of_class, Memo(memo_elements))
        first = scores(tree(text), fresh, block_elements=block_elements)
        again = scores(tree(f"add N {text}"), fresh, block_elements=block_elements)
        return first.tobytes(), again.tobytes()

    whole = found(10**9)
    assert all(found(block) == whole for block in (1, 500, 1000))
    assert found(10**9, memo_elements=0) == found(1, memo_elements=50) == whole


def test_blocks_bound_memory():
    of_layer = drawn(np.random.default_rng(0), 40, (50, 50), 200, (3,))
    text = tree("sum abs rho1 pow2 abs rho5 X")

    def peak(block_elements):
        tracemalloc.start()
        scores(text, of_layer, block_elements=block_elements)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        of_layer.memo.__init__()
        return found

    whole, block = peak(10**9), peak(20_000)
    assert whole > 2 * 40 * 20_000 * 8
    assert block < 4 * 20_000 * 8


@pytest.mark.parametrize("text", ["W", "X"])
def test_values_that_nobody_reads_any_more_are_let_go(text):
    """A chain of 50 operators holds three values at a time, even on a layer of one channel."""
    of_layer = drawn(np.random.default_rng(0), 1, (50, 50), 1000, (1000,))
    of_layer = replace(of_layer, memo=Memo(0))
    wide_bank = np.random.default_rng(0).standard_normal((1, 1000, 100))
    of_layer = replace(of_layer, shared={**of_layer.shared, "W": wide_bank})
    largest = of_layer.shared[text].nbytes
    tracemalloc.start()
    scores(tree("sum " + "abs rho1 " * 25 + text), of_layer, WIDE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * largest


def test_scores_do_not_depend_on_what_was_scored_before():
    rng = np.random.default_rng(9)
    trees = [full(rng, int(rng.integers(1, 5)), "paper", Kind.SCALAR) for _ in range(120)]
    parts = drawn(np.random.default_rng(3), 4, (5, 4, 6), 6, (3, 3, 2), paper=True)

    def outcome(of_tree, memo):
        fresh = LayerOperands(4, 3, parts.shared, parts.of_class, memo)
        try:
            return scores(of_tree, fresh, Limits(nodes=100)).tobytes()
        except Unscorable as refusal:
            return str(refusal)

    alone = [outcome(of_tree, Memo()) for of_tree in trees]
    for size in (8_000_000, 300):
        memo = Memo(size)
        order = rng.permutation(len(trees))
        assert [outcome(trees[i], memo) for i in order] == [alone[i] for i in order]
    assert sum(isinstance(found, bytes) for found in alone) > 60


def test_no_room_is_a_reason(monkeypatch, wide):
    def compute(self, *arrays):
        raise MemoryError

    monkeypatch.setattr(Variance, "compute", compute)
    with pytest.raises(Unscorable, match="memory at position 1: no room"):
        scores(tree("abs var outer mP mX"), wide)


def test_values_of_common_subtrees_are_computed_once(monkeypatch):
    of_layer = drawn(np.random.default_rng(1), 3, (4, 2), 5, (2,))
    calls = []
    original = Variance.of_rows
    monkeypatch.setattr(
        Variance, "of_rows", lambda self, rows: calls.append(rows.shape) or original(self, rows)
    )
    first = scores(tree(WRITTEN["fisher"]), of_layer)
    # Variances of P and of Q, of two classes; later functions know them.
    assert len(calls) == 4
    scores(tree(WRITTEN["t"]), of_layer)
    scores(tree("sum add var X var X"), of_layer)
    assert calls[4:] == [(3, 30)]
    np.testing.assert_array_equal(first, scores(tree(WRITTEN["fisher"]), of_layer))


def test_a_memo_forgets_the_oldest():
    memo = Memo(10)
    for name in "abc":
        memo.keep(((name,), None), np.zeros(4))
    assert memo.get((("a",), None)) is None
    assert memo.get((("b",), None)) is not None
    memo.keep((("d",), None), np.zeros(6))
    assert memo.get((("c",), None)) is None
    memo.keep((("e",), None), np.zeros(11))
    assert memo.get((("e",), None)) is None
    assert memo.get((("b",), None)) is not None


def test_the_interpreter_gives_values_of_any_shape():
    of_layer = drawn(np.random.default_rng(1), 3, (4, 2), 5, (2, 2, 3))
    operands = {**of_layer.shared, **of_layer.of_class[1]}
    interpreter = Interpreter()
    assert interpreter.value(tree("N"), operands) == [2]
    x = operands["X"]
    np.testing.assert_array_equal(
        interpreter.value(tree("transpose X"), operands), x.swapaxes(1, 2)
    )
    outer = interpreter.value(tree("outer mP mQ"), operands)
    expected = np.einsum("ci,cj->cij", operands["mP"], operands["mQ"])
    np.testing.assert_array_equal(outer, expected)
    assert interpreter.value(tree("geo_median W"), operands).shape == (1, 2, 2, 3)
    with pytest.raises(Unscorable, match="shape"):
        interpreter.value(Tree(("mean", "mP")), operands)
