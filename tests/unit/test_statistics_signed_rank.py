"""Exact signed-rank tests against golden data, SciPy and the enumeration of signs."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evoprune.statistics.signed_rank import (
    exact_wilcoxon,
    signed_ranks,
    wilcoxon_greater,
    wilcoxon_less,
)
from tests.unit import golden_statistics as golden

whole_differences = st.lists(st.integers(-6, 6), min_size=1, max_size=12)
shifts = st.integers(-8, 8).map(lambda n: n / 2)
TIED = [
    [1, 1, 2, 2, -2, 3, 4, 4],
    [0, 0, 1, -2, 3, 3, 5],
    [0, 1, 1, 1, 1, 1, 1, -1],
    [0, 0, 0, 0, 2, 2, -1, -1, 4],
]


def by_enumeration(differences, shift):
    """P(W+ >= the one seen) over all signs of the ranks, counted one by one."""
    ranks = signed_ranks(np.asarray(differences, dtype=float) - shift)
    there = np.abs(ranks[ranks != 0])
    sums = np.array([there @ kept for kept in product((0, 1), repeat=there.size)])
    return float(np.mean(sums >= ranks[ranks > 0].sum()))


def test_golden_statistic_and_p():
    ranks = signed_ranks(golden.DIFFERENCES)
    assert min(ranks[ranks > 0].sum(), -ranks[ranks < 0].sum()) == golden.RANK_SUM
    assert exact_wilcoxon(golden.DIFFERENCES) == pytest.approx(golden.P, rel=1e-5)
    assert wilcoxon_less(golden.DIFFERENCES) == pytest.approx(golden.P / 2, rel=1e-5)


def test_golden_pairs():
    ps = [exact_wilcoxon(golden.ARMS[a] - golden.ARMS[b]) for a, b in golden.PAIRS]
    assert ps == pytest.approx(golden.RAW, rel=1e-5)


@pytest.mark.parametrize("n", [1, 2, 6, 11, 30, 50])
def test_matches_scipy_without_ties(n):
    differences = np.random.default_rng(n).normal(0.3, 1.0, n)
    for p, alternative in [
        (exact_wilcoxon(differences - 0.1), "two-sided"),
        (wilcoxon_greater(differences, 0.1), "greater"),
        (wilcoxon_less(differences, 0.1), "less"),
    ]:
        expected = stats.wilcoxon(differences - 0.1, method="exact", alternative=alternative)
        assert p == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("differences", TIED)
def test_matches_the_enumeration_of_signs_with_ties_and_zeros(differences):
    every_sign = stats.PermutationMethod(n_resamples=math.inf)
    expected = stats.wilcoxon(differences, zero_method="pratt", method=every_sign).pvalue
    assert exact_wilcoxon(differences) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("differences", TIED)
@pytest.mark.parametrize("shift", [-1.0, 0.0, 0.5, 2.0])
def test_one_sided_tests_match_the_enumeration_of_signs(differences, shift):
    expected = by_enumeration(differences, shift)
    assert wilcoxon_greater(differences, shift) == pytest.approx(expected, rel=1e-12)
    mirrored = by_enumeration([-d for d in differences], -shift)
    assert wilcoxon_less(differences, shift) == pytest.approx(mirrored, rel=1e-12)


@given(whole_differences, shifts)
@settings(deadline=None, max_examples=60)
def test_two_sided_p_is_twice_the_smaller_one(differences, shift):
    one = min(wilcoxon_greater(differences, shift), wilcoxon_less(differences, shift))
    assert exact_wilcoxon([d - shift for d in differences]) == min(1.0, 2 * one)


@given(whole_differences, shifts)
@settings(deadline=None, max_examples=60)
def test_both_tails_cover_everything_once_but_for_the_value_seen(differences, shift):
    assert wilcoxon_greater(differences, shift) + wilcoxon_less(differences, shift) >= 1


@given(whole_differences)
@settings(deadline=None, max_examples=60)
def test_a_flip_of_all_signs_leaves_p(differences):
    assert exact_wilcoxon([-d for d in differences]) == exact_wilcoxon(differences)


@given(whole_differences, shifts, st.sampled_from([0.125, 0.5, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_leave_p(differences, shift, factor):
    scaled = [factor * d for d in differences]
    assert exact_wilcoxon(scaled) == exact_wilcoxon(differences)
    assert wilcoxon_less(scaled, factor * shift) == wilcoxon_less(differences, shift)


@given(whole_differences)
@settings(deadline=None, max_examples=60)
def test_p_is_a_probability_never_below_the_smallest_possible(differences):
    p = exact_wilcoxon(differences)
    assert 2.0 ** (1 - len(differences)) <= p <= 1.0


def test_all_differences_at_the_shift_are_no_evidence():
    assert exact_wilcoxon([0.0] * 8) == 1.0
    assert wilcoxon_greater([0.5] * 8, 0.5) == wilcoxon_less([0.5] * 8, 0.5) == 1.0


def test_a_diverged_run_has_the_highest_rank():
    values = [math.inf, -1.0, -2.0, -3.0]
    assert wilcoxon_greater(values) == wilcoxon_greater([9.0, *values[1:]])
    assert wilcoxon_less(values, -0.5) == wilcoxon_less([9.0, *values[1:]], -0.5)


@pytest.mark.parametrize("test", [exact_wilcoxon, wilcoxon_greater, wilcoxon_less])
@pytest.mark.parametrize("differences", [[], [float("nan")], [[1.0]]])
def test_refuses_what_is_not_a_list_of_numbers(test, differences):
    with pytest.raises(ValueError, match="differences"):
        test(differences)


@pytest.mark.parametrize("test", [wilcoxon_greater, wilcoxon_less])
def test_refuses_a_shift_that_is_not_finite(test):
    with pytest.raises(ValueError, match="shift"):
        test([1.0, 2.0], math.inf)
