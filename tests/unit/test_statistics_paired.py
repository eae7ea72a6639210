"""Paired comparisons against golden data and their own invariances."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evoprune.statistics import paired
from evoprune.statistics.signed_rank import exact_wilcoxon
from tests.unit import golden_statistics as golden

whole_differences = st.lists(st.integers(-6, 6), min_size=1, max_size=12)
distinct_differences = st.lists(st.integers(-99, 99), min_size=6, max_size=14, unique=True)


def test_golden_effect_and_p():
    result = paired.compare(golden.BY_SEED["conjunctive"], golden.BY_SEED["random"])
    assert result.effect == pytest.approx(golden.EFFECT, abs=5e-10)
    assert (result.low, result.high) == pytest.approx(golden.INTERVAL, abs=5e-10)
    assert (result.pairs, result.p) == (30, pytest.approx(golden.P, rel=1e-5))


def test_golden_interval_is_the_138th_walsh_average_from_each_end():
    low, high = paired.hodges_lehmann_interval(golden.DIFFERENCES)
    averages = paired.walsh_averages(golden.DIFFERENCES)
    assert averages.size == 465
    assert (low, high) == (averages[137], averages[465 - 138])


def test_golden_interval_inverts_the_test():
    def p(shift):
        return exact_wilcoxon(golden.DIFFERENCES - shift)

    low, high = paired.hodges_lehmann_interval(golden.DIFFERENCES)
    assert [p(low - 1e-9), p(high + 1e-9)] == pytest.approx([golden.P_OUTSIDE] * 2, abs=5e-6)
    assert [p(low + 1e-9), p(high - 1e-9)] == pytest.approx([golden.P_INSIDE] * 2, abs=5e-6)


def test_golden_90_percent_interval_is_the_152nd_walsh_average_from_each_end():
    averages = paired.walsh_averages(golden.DIFFERENCES)
    # The critical value of the one-sided test at .05 in tables for 30 pairs is 151.
    expected = (averages[151], averages[465 - 152])
    assert paired.hodges_lehmann_interval(golden.DIFFERENCES, 0.90) == expected
    assert expected == pytest.approx((-0.0070899624, -0.0032954321), abs=5e-11)


@pytest.mark.parametrize("confidence", [0.90, 0.95])
@given(differences=distinct_differences)
@settings(deadline=None, max_examples=60)
def test_interval_inverts_the_test(confidence, differences):
    def p(shift):
        return exact_wilcoxon([d - shift for d in differences])

    low, high = paired.hodges_lehmann_interval(differences, confidence)
    alpha = 1 - confidence
    assert max(p(low - 0.01), p(high + 0.01)) <= alpha < min(p(low + 0.01), p(high - 0.01))


@pytest.mark.parametrize(("confidence", "fewest"), [(0.90, 5), (0.95, 6), (0.99, 8)])
def test_there_is_an_interval_from_the_fewest_pairs_that_can_reject(confidence, fewest):
    values = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]
    assert paired.hodges_lehmann_interval(values[: fewest - 1], confidence) is None
    ends = paired.hodges_lehmann_interval(values[:fewest], confidence)
    assert ends == (values[0], values[fewest - 1])


@given(whole_differences)
@settings(deadline=None, max_examples=60)
def test_a_flip_of_all_signs_flips_the_effect(differences):
    flipped = [-d for d in differences]
    assert paired.hodges_lehmann(flipped) == -paired.hodges_lehmann(differences)


@given(distinct_differences)
@settings(deadline=None, max_examples=60)
def test_swapping_the_arms_flips_signs_alone(differences):
    arm = dict(enumerate(differences))
    zero = dict.fromkeys(arm, 0.0)
    one, other = paired.compare(arm, zero), paired.compare(zero, arm)
    assert other == (one.pairs, -one.effect, -one.high, -one.low, one.p)


@given(distinct_differences, st.sampled_from([0.125, 0.5, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_scale_the_effect_and_its_interval(differences, factor):
    scaled = [factor * d for d in differences]
    assert paired.hodges_lehmann(scaled) == factor * paired.hodges_lehmann(differences)
    low, high = paired.hodges_lehmann_interval(differences)
    assert paired.hodges_lehmann_interval(scaled) == (factor * low, factor * high)


def test_below_six_common_seeds_there_is_an_effect_and_no_p():
    treatment = {seed: 0.1 + 0.01 * seed for seed in range(1, 7)}
    control = {seed: 0.2 for seed in range(2, 9)}
    result = paired.compare(treatment, control)
    assert (result.pairs, result.p, result.low) == (5, None, None)
    assert result.effect == pytest.approx(0.14 - 0.2)


def test_six_common_seeds_reach_the_smallest_p():
    result = paired.compare({s: 0.1 + s / 1000 for s in range(6)}, dict.fromkeys(range(6), 0.2))
    assert result.p == pytest.approx(2 / 64)
    assert result.low == pytest.approx(-0.1)
    assert result.high == pytest.approx(-0.095)


def test_arms_without_a_common_seed_cannot_be_compared():
    assert paired.compare({1: 0.1}, {2: 0.1}) == (0, None, None, None, None)


def test_identical_and_constant_arms():
    arm, other = dict.fromkeys(range(8), 0.3), dict.fromkeys(range(8), 0.2)
    assert paired.compare(arm, arm) == (8, 0.0, 0.0, 0.0, 1.0)
    difference = pytest.approx(0.1)
    assert paired.compare(arm, other) == (8, difference, difference, difference, 2 / 256)


def test_a_diverged_run_keeps_its_seed_and_ranks_worst():
    control = dict.fromkeys(range(8), 0.2)
    treatment = {s: 0.2 - (s + 1) / 100 for s in range(8)} | {0: math.nan}
    result = paired.compare(treatment, control)
    # Seven losses below control with ranks 1-7 against the one rank 8.
    assert result.pairs == 8
    assert result.p == pytest.approx(stats.wilcoxon([8, -1, -2, -3, -4, -5, -6, -7]).pvalue)
    assert math.isfinite(result.effect)


def test_runs_that_diverged_in_both_arms_tie():
    differences = paired.paired_differences({1: math.nan, 2: 0.1}, {1: math.nan, 2: 0.3})
    assert differences == pytest.approx([0.0, -0.2])


def test_opposite_divergences_cancel_in_the_effect():
    assert paired.hodges_lehmann([math.inf, -math.inf, 0.5]) == 0.25


def test_the_effect_is_infinite_if_every_run_diverged():
    result = paired.compare({s: math.nan for s in range(6)}, dict.fromkeys(range(6), 0.2))
    assert (result.effect, result.low, result.high) == (math.inf, math.inf, math.inf)
    assert result.p == pytest.approx(2 / 64)


@pytest.mark.parametrize("differences", [[], [float("nan")], [[1.0]]])
def test_refuses_what_is_not_a_list_of_numbers(differences):
    with pytest.raises(ValueError, match="differences"):
        paired.hodges_lehmann(differences)
