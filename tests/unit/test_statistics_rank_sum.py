"""Exact rank-sum tests against golden data, SciPy and the enumeration of splits."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evoprune.statistics.rank_sum import (
    hodges_lehmann_shift,
    pairwise_differences,
    rank_sum,
    rank_sum_greater,
    rank_sum_less,
    shift_interval,
)
from tests.unit import golden_statistics as golden

FIRST, SECOND = golden.ARMS["conjunctive"], golden.ARMS["random"]
tied = st.lists(st.integers(-3, 3), min_size=1, max_size=5)
pooled = st.lists(st.integers(-99, 99), min_size=10, max_size=16, unique=True)
cuts = st.integers(4, 6)


def by_enumeration(first, second):
    """P(rank sum <= the one seen) over all splits, counted one by one."""
    ranks = stats.rankdata([*first, *second])
    sums = [sum(split) for split in combinations(ranks, len(first))]
    return np.mean(np.array(sums) <= sum(ranks[: len(first)]))


def test_golden_shift_and_p():
    assert rank_sum(FIRST, SECOND) == pytest.approx(0.0462098472, abs=5e-11)
    assert hodges_lehmann_shift(FIRST, SECOND) == pytest.approx(-0.0051549506, abs=5e-11)
    ends = pytest.approx((-0.0108002841, -0.0001497974), abs=5e-11)
    assert shift_interval(FIRST, SECOND) == ends


def test_golden_interval_is_the_318th_pairwise_difference_from_each_end():
    differences = pairwise_differences(FIRST, SECOND)
    # The critical value of U in tables for 30 and 30 runs at .05 is 317.
    assert shift_interval(FIRST, SECOND) == (differences[317], differences[900 - 318])


@pytest.mark.parametrize("sizes", [(1, 1), (3, 7), (8, 8), (30, 30), (12, 40)])
def test_matches_scipy_without_ties(sizes):
    rng = np.random.default_rng(sizes)
    first, second = rng.normal(0.4, 1.0, sizes[0]), rng.normal(size=sizes[1])
    for p, alternative in [
        (rank_sum(first - 0.1, second), "two-sided"),
        (rank_sum_less(first, second, 0.1), "less"),
        (rank_sum_greater(first, second, 0.1), "greater"),
    ]:
        expected = stats.mannwhitneyu(
            first - 0.1, second, method="exact", alternative=alternative
        ).pvalue
        assert p == pytest.approx(expected, rel=1e-9)


@given(tied, tied)
@settings(deadline=None, max_examples=60)
def test_matches_the_enumeration_of_splits_with_ties(first, second):
    assert rank_sum_less(first, second) == pytest.approx(by_enumeration(first, second), rel=1e-12)
    mirrored = by_enumeration([-x for x in first], [-x for x in second])
    assert rank_sum_greater(first, second) == pytest.approx(mirrored, rel=1e-12)
    smaller = min(by_enumeration(first, second), mirrored)
    assert rank_sum(first, second) == pytest.approx(min(1.0, 2 * smaller), rel=1e-12)


def test_ties_in_large_samples_match_a_fine_normal_approximation():
    first, second = np.arange(50) % 7, np.arange(40) % 6
    expected = stats.mannwhitneyu(first, second, method="asymptotic").pvalue
    assert rank_sum(first, second) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("confidence", [0.90, 0.95])
@given(values=pooled, cut=cuts)
@settings(deadline=None, max_examples=60)
def test_interval_inverts_the_test(confidence, values, cut):
    first, second = np.array(values[:cut]), np.array(values[cut:])
    low, high = shift_interval(first, second, confidence)
    outside = [rank_sum(first - shift, second) for shift in (low - 0.25, high + 0.25)]
    inside = [rank_sum(first - shift, second) for shift in (low + 0.25, high - 0.25)]
    assert max(outside) <= 1 - confidence + 1e-12 < min(inside)


def test_a_tail_that_equals_the_level_counts():
    # One split of C(6, 3) = 20 is 5 %.
    assert shift_interval([1, 2, 3], [10, 20, 30], 0.90) == (-29, -7)
    assert shift_interval([1, 2, 3], [10, 20, 30], 0.95) is None


@given(tied, tied)
@settings(deadline=None, max_examples=60)
def test_swapping_the_samples_flips_signs_alone(first, second):
    assert rank_sum(first, second) == pytest.approx(rank_sum(second, first), rel=1e-12)
    assert hodges_lehmann_shift(first, second) == -hodges_lehmann_shift(second, first)


@given(tied, tied, st.sampled_from([0.125, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_scale_the_shift_and_leave_p(first, second, factor):
    scaled = [factor * x for x in first], [factor * x for x in second]
    assert rank_sum(*scaled) == rank_sum(first, second)
    assert hodges_lehmann_shift(*scaled) == factor * hodges_lehmann_shift(first, second)


def test_constant_and_separate_samples():
    assert rank_sum([0.1] * 6, [0.1] * 8) == 1.0
    assert rank_sum([0.1] * 6, [0.2] * 8) == pytest.approx(2 / math.comb(14, 6))


def test_diverged_runs_tie_with_each_other_and_rank_last():
    first, second = [math.inf, 0.1, 0.2], [math.inf, 0.3, 0.4]
    assert rank_sum_less(first, second) == rank_sum_less([9, 0.1, 0.2], [9, 0.3, 0.4])
    assert pairwise_differences(first, second).tolist().count(0.0) == 1
    assert hodges_lehmann_shift([math.inf, -math.inf], [0.0]) == 0.0


@pytest.mark.parametrize("test", [rank_sum, hodges_lehmann_shift, shift_interval])
def test_refuses_what_is_not_a_list_of_numbers(test):
    with pytest.raises(ValueError, match="first sample"):
        test([], [1.0])
    with pytest.raises(ValueError, match="second sample"):
        test([1.0], [math.nan])
