"""Paired equivalence against statsmodels, SciPy and the 90 % interval."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import ttost_paired

from evoprune.statistics.equivalence import Equivalence, non_inferior, non_inferior_high, tost
from tests.unit import golden_statistics as golden

CLOSE = golden.ARMS["conjunctive"] - golden.ARMS["none"]
distinct = st.lists(st.integers(-99, 99), min_size=6, max_size=14, unique=True)
margins = st.integers(-120, 120).map(lambda n: n + 0.25)


def test_golden_equivalence_of_conjunctive_and_none():
    result = tost(CLOSE, -0.003, 0.003)
    assert result.p_t == pytest.approx(0.0225431504, abs=5e-11)
    assert result.p_wilcoxon == result.p == pytest.approx(0.0236295247, abs=5e-11)
    assert (result.low, result.high) == pytest.approx((-0.0013283505, 0.0027192389), abs=5e-11)


@pytest.mark.parametrize("ends", [(-0.002, 0.002), (-0.001, 0.004), (-0.009, 0.0), (0.002, 0.01)])
def test_matches_statsmodels_and_scipy_with_margins_on_any_side(ends):
    result = tost(CLOSE, *ends)
    expected = ttost_paired(golden.ARMS["conjunctive"], golden.ARMS["none"], *ends)[0]
    assert result.p_t == pytest.approx(expected, rel=1e-9)
    above = stats.wilcoxon(CLOSE - ends[0], alternative="greater").pvalue
    below = stats.wilcoxon(CLOSE - ends[1], alternative="less").pvalue
    assert result.p_wilcoxon == pytest.approx(max(above, below), rel=1e-9)
    assert result.p == max(result.p_t, result.p_wilcoxon)


def test_one_side_is_one_of_both_tests():
    below, above = non_inferior(CLOSE, 0.003), non_inferior_high(CLOSE, -0.001)
    assert below.p_t == pytest.approx(stats.ttest_1samp(CLOSE, 0.003, alternative="less").pvalue)
    assert above.p_t == pytest.approx(
        stats.ttest_1samp(CLOSE, -0.001, alternative="greater").pvalue
    )
    result = tost(CLOSE, -0.001, 0.003)
    assert result[:3] == tuple(map(max, zip(below[:3], above[:3], strict=True)))
    assert result[3:] == below[3:] == above[3:]


@given(distinct, margins)
@settings(deadline=None, max_examples=60)
def test_the_rank_test_passes_if_and_only_if_the_90_percent_interval_does(differences, margin):
    result = non_inferior(differences, margin)
    assert (result.p_wilcoxon <= 0.05) == (result.high < margin)
    mirror = non_inferior_high(differences, margin)
    assert (mirror.p_wilcoxon <= 0.05) == (mirror.low > margin)


@given(distinct, st.integers(1, 120).map(lambda n: n + 0.25))
@settings(deadline=None, max_examples=60)
def test_swapping_the_arms_flips_the_interval_alone(differences, margin):
    one = tost(differences, -margin, 2 * margin)
    other = tost([-d for d in differences], -2 * margin, margin)
    assert other == pytest.approx(one._replace(low=-one.high, high=-one.low))


@given(distinct, margins, st.sampled_from([0.125, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_scale_the_interval_alone(differences, margin, factor):
    one = non_inferior(differences, margin)
    scaled = non_inferior([factor * d for d in differences], factor * margin)
    assert scaled == pytest.approx(one._replace(low=factor * one.low, high=factor * one.high))


@pytest.mark.parametrize(
    ("value", "p"), [(0.0, 0.0), (0.2, 0.0), (0.25, 1.0), (-0.25, 1.0), (3.0, 1.0), (math.inf, 1.0)]
)
def test_constant_differences_need_no_test(value, p):
    assert tost([value] * 8, -0.25, 0.25) == (None, None, p, value, value)


def test_below_six_pairs_there_is_an_interval_at_most():
    five = [0.1, 0.2, 0.3, 0.4, 0.5]
    assert tost(five, -1, 1) == Equivalence(None, None, None, 0.1, 0.5)
    assert tost(five[:3], -1, 1) == (None,) * 5
    assert tost([0.1] * 3, -1, 1) == (None,) * 5


def test_a_diverged_run_is_never_within_margins_by_the_mean():
    values = np.append(np.linspace(-0.1, 0.1, 20), math.inf)
    result = tost(values, -1, 1)
    assert (result.p_t, result.p) == (1.0, 1.0)
    # The rank test sees one high rank of 21.
    assert result.p_wilcoxon == stats.wilcoxon([*np.arange(1, 21), -21], alternative="greater")[1]


def test_a_diverged_control_does_not_speak_against_the_treatment():
    values = np.append(np.linspace(-0.1, 0.1, 20), -math.inf)
    result = non_inferior(values, 1.0)
    assert result.p_t == non_inferior(values[:-1], 1.0).p_t
    assert result.p_wilcoxon == 2.0**-21


@pytest.mark.parametrize("ends", [(0.1, 0.1), (0.1, -0.1), (-0.1, math.inf), (math.nan, 0.1)])
def test_refuses_margins_that_are_not_two_ends(ends):
    with pytest.raises(ValueError, match="margin"):
        tost(CLOSE, *ends)
