"""Rankings of arms against golden data and their own invariances."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evoprune.statistics.multiplicity import holm
from evoprune.statistics.rankings import rank
from evoprune.statistics.signed_rank import exact_wilcoxon
from tests.unit import golden_statistics as golden

tables = st.lists(
    st.lists(st.sampled_from([*range(6), math.nan]), min_size=4, max_size=4),
    min_size=1,
    max_size=10,
)


def arms_of(table):
    """Arms a, b, ... by seed, from rows of blocks."""
    return {
        arm: dict(enumerate(column))
        for arm, column in zip("abcd", np.array(table).T.tolist(), strict=True)
    }


def test_golden_ranking():
    result = rank(golden.BY_SEED)
    assert result.blocks == 30
    ranks = {"conjunctive": 1.7, "none": 1.7, "random": 2.9, "activation": 3.7}
    assert result.mean_ranks == pytest.approx(ranks)
    assert result.friedman_p == pytest.approx(3.544787e-16, rel=1e-5)
    assert result.letters == {"conjunctive": "a", "none": "a", "random": "b", "activation": "c"}
    assert result.best == ("conjunctive", "none")


def test_golden_pairs():
    found = {frozenset(pair[:2]): pair for pair in rank(golden.BY_SEED).pairs}
    assert len(found) == 6
    for arms, raw, corrected in zip(golden.PAIRS, golden.RAW, golden.HOLM, strict=True):
        assert found[frozenset(arms)].p == pytest.approx(raw, rel=1e-5)
        assert found[frozenset(arms)].p_holm == pytest.approx(corrected, rel=1e-5)


def test_alpha_moves_the_groups():
    assert rank(golden.BY_SEED, alpha=1e-3).letters["random"] == "b"
    strict = rank(golden.BY_SEED, alpha=1e-4)
    assert strict.letters == {"conjunctive": "ab", "none": "a", "random": "bc", "activation": "c"}


def test_the_best_arms_are_those_alike_the_best_mean_rank():
    rng = np.random.default_rng(5)
    values = {f"arm {i}": dict(enumerate(rng.normal(0.25 * i, 1, 30))) for i in range(8)}
    result = rank(values)
    first = next(iter(result.mean_ranks))
    assert result.mean_ranks[first] == min(result.mean_ranks.values())
    alike = [a for a in result.letters if {*result.letters[a]} & {*result.letters[first]}]
    assert list(result.best) == alike
    assert 1 < len(alike) < 8
    ps = [
        exact_wilcoxon([values[a][s] - values[b][s] for s in range(30)])
        for a, b in combinations(result.mean_ranks, 2)
    ]
    assert [pair.p_holm for pair in result.pairs] == holm(ps)


@given(tables)
@settings(deadline=None, max_examples=60)
def test_nothing_is_ever_nan_and_letters_say_what_pairs_say(table):
    result = rank(arms_of(table))
    numbers = [*result.mean_ranks.values(), *(p for pair in result.pairs for p in pair[2:])]
    assert not any(map(math.isnan, numbers))
    assert result.friedman_p is None or 0 < result.friedman_p <= 1
    for first, second, _, p in result.pairs:
        shared = {*result.letters[first]} & {*result.letters[second]}
        assert bool(shared) == (p >= 0.05)


@given(tables, st.permutations("abcd"))
@settings(deadline=None, max_examples=60)
def test_the_order_of_arms_and_seeds_does_not_matter(table, order):
    values = arms_of(table)
    turned = {arm: dict(reversed(values[arm].items())) for arm in order}
    one, other = rank(values), rank(turned)
    assert other.mean_ranks == pytest.approx(one.mean_ranks)
    assert other.friedman_p == pytest.approx(one.friedman_p)
    corrected = {frozenset(pair[:2]): pair.p_holm for pair in one.pairs}
    assert {frozenset(pair[:2]): pair.p_holm for pair in other.pairs} == pytest.approx(corrected)


def test_units_do_not_matter():
    scaled = {a: {s: 1024 * v for s, v in by.items()} for a, by in golden.BY_SEED.items()}
    assert rank(scaled) == rank(golden.BY_SEED)


def test_seeds_that_an_arm_lacks_are_left_out_for_all():
    short = {s: v for s, v in golden.BY_SEED["random"].items() if s <= 8}
    result = rank(golden.BY_SEED | {"random": short})
    first = {a: {s: by[s] for s in range(1, 9)} for a, by in golden.BY_SEED.items()}
    assert result == rank(first)
    assert result.blocks == 8


def test_a_diverged_run_ranks_worst_however_it_is_marked():
    marked = [
        rank({"a": {s: 0.1 for s in range(7)} | {3: worst}, "b": dict.fromkeys(range(7), 0.2)})
        for worst in (math.nan, math.inf)
    ]
    assert marked[0] == marked[1]
    assert marked[0].mean_ranks == pytest.approx({"a": 8 / 7, "b": 13 / 7})


def test_below_six_common_seeds_there_are_mean_ranks_only():
    five = {a: {s: by[s] for s in range(1, 6)} for a, by in golden.BY_SEED.items()}
    result = rank(five)
    assert result.blocks == 5
    assert result.mean_ranks["activation"] > result.mean_ranks["conjunctive"]
    assert result[2:] == (None, (), {}, ())


def test_identical_arms_share_everything():
    values = {arm: golden.BY_SEED["none"] for arm in "xyz"}
    result = rank(values)
    assert result.friedman_p is None
    assert {pair.p_holm for pair in result.pairs} == {1.0}
    assert result.letters == dict.fromkeys("xyz", "a")
    assert result.best == ("x", "y", "z")


def test_nothing_to_rank():
    nothing = (0, {}, None, (), {}, ())
    assert rank({}) == rank({"a": {}}) == rank({"a": {1: 0.1}, "b": {2: 0.1}}) == nothing
    alone = rank({"a": golden.BY_SEED["none"]})
    assert alone == (30, {"a": 1.0}, None, (), {"a": "a"}, ("a",))
