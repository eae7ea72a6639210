"""Unpaired comparisons against golden data, SciPy and statsmodels; every step of the ladder."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.weightstats import ttost_ind

from evoprune.statistics import unpaired
from evoprune.statistics.rank_sum import rank_sum, rank_sum_less
from tests.unit import golden_statistics as golden

FIRST, SECOND, CLOSE = (golden.ARMS[arm] for arm in ("conjunctive", "random", "none"))
groups = st.lists(st.integers(-9, 9), min_size=6, max_size=14)


def test_golden_comparison():
    result = unpaired.compare(FIRST, SECOND)
    assert result[:2] == (30, 30)
    numbers = (-0.0051549506, -0.0108002841, -0.0001497974, 0.0419746849)
    assert result[2:6] == pytest.approx(numbers, abs=5e-11)
    assert result.test == "Brunner-Munzel"


def test_golden_p_matches_scipy_and_statsmodels():
    p = unpaired.compare(FIRST, SECOND).p
    assert p == pytest.approx(stats.brunnermunzel(FIRST, SECOND).pvalue, rel=1e-12)
    assert p == pytest.approx(rank_compare_2indep(FIRST, SECOND).pvalue, rel=1e-9)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_alternatives_are_about_the_first_sample(alternative):
    p, test = unpaired.rank_test(FIRST, SECOND[:15], alternative)
    name = {"less": "smaller", "greater": "larger"}.get(alternative, alternative)
    result = rank_compare_2indep(FIRST, SECOND[:15])
    expected = result.test_prob_superior(alternative=name).pvalue
    assert (p, test) == (pytest.approx(expected, rel=1e-9), "Brunner-Munzel")


def test_groups_that_do_not_overlap_get_the_exact_rank_sum():
    result = unpaired.compare(FIRST - 1, SECOND)
    assert result.test == "exact rank sum"
    assert result.p == pytest.approx(2 / math.comb(60, 30))


@pytest.mark.parametrize(
    ("first", "second"),
    [(FIRST[:9], SECOND), (FIRST, SECOND[:6]), (np.full(30, 0.2), SECOND), (FIRST, [0.2] * 12)],
    ids=["few", "few others", "constant", "other constant"],
)
def test_small_and_constant_groups_get_the_exact_rank_sum(first, second):
    result = unpaired.compare(first, second)
    assert (result.p, result.test) == (rank_sum(first, second), "exact rank sum")


def test_identical_and_constant_arms():
    assert unpaired.compare(FIRST, FIRST).p == pytest.approx(1.0)
    same = unpaired.compare([0.2] * 6, [0.2] * 8)
    assert same == (6, 8, 0.0, 0.0, 0.0, 1.0, "exact rank sum")
    other = unpaired.compare([0.5] * 6, [0.25] * 8)
    p = pytest.approx(2 / math.comb(14, 6))
    assert other == (6, 8, 0.25, 0.25, 0.25, p, "exact rank sum")


def test_below_six_runs_there_is_an_interval_at_most():
    result = unpaired.compare([1.0, 2.0, 4.0, 8.0], [10.0, 20.0, 30.0, 40.0])
    assert result == (4, 4, -20.5, -39.0, -2.0, None, None)
    assert unpaired.compare([1.0, 2.0, 3.0], [4.0, 6.0, 9.0])[2:] == (-4.0, None, None, None, None)
    assert unpaired.compare([], SECOND) == (0, 30, None, None, None, None, None)


def test_a_diverged_run_ranks_last():
    diverged = np.append(FIRST[:-1], math.inf)
    assert unpaired.compare(diverged, SECOND).p == pytest.approx(
        stats.brunnermunzel(np.append(FIRST[:-1], 9.0), SECOND).pvalue, rel=1e-12
    )
    both = unpaired.compare(diverged, np.append(SECOND[:-1], math.inf))
    assert math.isfinite(both.effect)
    all_diverged = unpaired.compare([math.inf] * 8, SECOND)
    assert all_diverged[2:5] == (math.inf,) * 3
    assert all_diverged.p == pytest.approx(2 / math.comb(38, 8))


@given(groups, groups)
@settings(deadline=None, max_examples=60)
def test_swapping_the_arms_flips_signs_alone(first, second):
    one, other = unpaired.compare(first, second), unpaired.compare(second, first)
    assert 0 <= one.p <= 1
    assert (other.p, other.test) == (pytest.approx(one.p, rel=1e-9), one.test)
    assert (other.effect, other.low, other.high) == (-one.effect, -one.high, -one.low)


@given(groups, groups, st.sampled_from([0.125, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_scale_the_effect_and_its_interval_alone(first, second, factor):
    one = unpaired.compare(first, second)
    scaled = unpaired.compare([factor * x for x in first], [factor * x for x in second])
    assert scaled[5:] == one[5:]
    assert scaled[2:5] == tuple(factor * x for x in one[2:5])


def test_golden_equivalence_of_conjunctive_and_none():
    result = unpaired.tost(FIRST, CLOSE, -0.008, 0.008)
    assert result.p_t == result.p == pytest.approx(0.0017175816, abs=5e-11)
    assert result.p_wilcoxon == pytest.approx(0.0016415762, abs=5e-11)
    assert (result.low, result.high) == pytest.approx((-0.0038377680, 0.0051155679), abs=5e-11)


@pytest.mark.parametrize("ends", [(-0.008, 0.008), (-0.002, 0.02), (-0.02, 0.0), (0.002, 0.01)])
def test_equivalence_matches_statsmodels_and_scipy(ends):
    result = unpaired.tost(FIRST, CLOSE[:18], *ends)
    expected = ttost_ind(FIRST, CLOSE[:18], *ends, usevar="unequal")[0]
    assert result.p_t == pytest.approx(expected, rel=1e-9)
    above = stats.brunnermunzel(FIRST - ends[0], CLOSE[:18], alternative="greater").pvalue
    below = stats.brunnermunzel(FIRST - ends[1], CLOSE[:18], alternative="less").pvalue
    assert result.p_wilcoxon == pytest.approx(max(above, below), rel=1e-9)


def test_equivalence_of_small_groups_is_exact():
    result = unpaired.tost(FIRST[:8], CLOSE[:8], -0.5, 0.5)
    assert result.p_wilcoxon == 1 / math.comb(16, 8)
    one_side = unpaired.non_inferior(FIRST[:8], CLOSE[:8], 0.002)
    assert one_side.p_wilcoxon == rank_sum_less(FIRST[:8], CLOSE[:8], 0.002)


@given(groups, groups, st.integers(1, 9).map(lambda n: n + 0.25))
@settings(deadline=None, max_examples=60)
def test_swapping_the_arms_flips_the_interval_of_equivalence_alone(first, second, margin):
    one = unpaired.tost(first, second, -margin, 2 * margin)
    other = unpaired.tost(second, first, -2 * margin, margin)
    assert other == pytest.approx(one._replace(low=-one.high, high=-one.low))


@pytest.mark.parametrize(
    ("value", "p"), [(0.5, 0.0), (0.75, 1.0), (0.25, 1.0), (math.inf, 1.0), (-math.inf, 1.0)]
)
def test_constant_arms_need_no_test(value, p):
    result = unpaired.tost([value] * 6, [0.5] * 7, -0.25, 0.25)
    assert result == (None, None, p, value - 0.5, value - 0.5)


def test_few_and_diverged_runs_are_never_equivalent():
    assert unpaired.tost([0.1] * 5, [0.1] * 9, -1, 1)[:3] == (None,) * 3
    diverged = unpaired.tost(np.append(FIRST, math.inf), SECOND, -1, 1)
    assert (diverged.p_t, diverged.p) == (1.0, 1.0)
    assert diverged.p_wilcoxon < 1e-6
    control = unpaired.non_inferior(FIRST, np.append(SECOND, math.inf), 1)
    assert control.p < 1e-6


def test_one_side_mirrors_the_other():
    high = unpaired.non_inferior_high(FIRST, SECOND, -0.02)
    low = unpaired.non_inferior(SECOND, FIRST, 0.02)
    assert high[:3] == pytest.approx(low[:3])
    assert (high.low, high.high) == (-low.high, -low.low)


def test_refuses_nan_and_margins_out_of_order():
    with pytest.raises(ValueError, match="treatment"):
        unpaired.compare([math.nan], SECOND)
    with pytest.raises(ValueError, match="margins"):
        unpaired.tost(FIRST, SECOND, 0.1, -0.1)
