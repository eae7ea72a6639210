"""Paired statistics against golden data, SciPy and their own invariances."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evoprune.statistics import paired

I = np.arange(1, 31)  # noqa: E741  (the index of the golden data)
BASE = 0.20 + 0.010 * np.sin(1.7 * I)
ARMS = {
    "random": BASE + 0.006 * np.sin(2.3 * I),
    "activation": BASE + 0.004 + 0.006 * np.sin(3.1 * I + 0.5),
    "conjunctive": BASE - 0.005 + 0.006 * np.sin(4.7 * I + 1),
    "none": BASE - 0.0055 + 0.006 * np.sin(5.9 * I + 2),
}
GOLDEN = ARMS["conjunctive"] - ARMS["random"]
whole_differences = st.lists(st.integers(-6, 6), min_size=1, max_size=12)


def test_golden_statistic_p_and_effect():
    ranks = paired.signed_ranks(GOLDEN)
    assert min(ranks[ranks > 0].sum(), -ranks[ranks < 0].sum()) == 48
    assert paired.exact_wilcoxon(GOLDEN) == pytest.approx(4.40758e-05, rel=1e-5)
    assert paired.hodges_lehmann(GOLDEN) == pytest.approx(-0.005028758, abs=5e-10)


def test_golden_interval_is_the_138th_walsh_average_from_each_end():
    low, high = paired.hodges_lehmann_interval(GOLDEN)
    assert (low, high) == pytest.approx((-0.007596480, -0.002879138), abs=5e-10)
    averages = paired.walsh_averages(GOLDEN)
    assert averages.size == 465
    assert (low, high) == (averages[137], averages[465 - 138])


def test_golden_interval_inverts_the_test():
    low, high = paired.hodges_lehmann_interval(GOLDEN)
    assert paired.exact_wilcoxon(GOLDEN - (low - 1e-9)) == pytest.approx(0.04971, abs=5e-6)
    assert paired.exact_wilcoxon(GOLDEN - (high + 1e-9)) == pytest.approx(0.04971, abs=5e-6)
    assert paired.exact_wilcoxon(GOLDEN - (low + 1e-9)) == pytest.approx(0.05226, abs=5e-6)


def test_golden_family_by_holm():
    pairs = ["random activation", "random conjunctive", "random none"]
    pairs += ["activation conjunctive", "activation none", "conjunctive none"]
    ps = [paired.exact_wilcoxon(ARMS[a] - ARMS[b]) for a, b in map(str.split, pairs)]
    raw = [7.97898e-4, 4.40758e-5, 1.59778e-5, 1.86265e-9, 1.86265e-9, 0.715133]
    corrected = [1.59580e-3, 1.32227e-4, 6.39111e-5, 1.11759e-8, 1.11759e-8, 0.715133]
    assert ps == pytest.approx(raw, rel=1e-5)
    assert paired.holm(ps) == pytest.approx(corrected, rel=1e-5)
    assert paired.holm([]) == []


@pytest.mark.parametrize("n", [1, 2, 6, 11, 30, 50])
def test_matches_scipy_without_ties(n):
    differences = np.random.default_rng(n).normal(0.3, 1.0, n)
    expected = stats.wilcoxon(differences, method="exact").pvalue
    assert paired.exact_wilcoxon(differences) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    "differences",
    [
        [1, 1, 2, 2, -2, 3, 4, 4],
        [0, 0, 1, -2, 3, 3, 5],
        [0, 1, 1, 1, 1, 1, 1, -1],
        [0, 0, 0, 0, 2, 2, -1, -1, 4],
    ],
)
def test_matches_the_enumeration_of_signs_with_ties_and_zeros(differences):
    every_sign = stats.PermutationMethod(n_resamples=math.inf)
    expected = stats.wilcoxon(differences, zero_method="pratt", method=every_sign).pvalue
    assert paired.exact_wilcoxon(differences) == pytest.approx(expected, rel=1e-12)


def test_all_zero_differences_are_no_evidence():
    assert paired.exact_wilcoxon([0.0] * 8) == 1.0
    assert paired.hodges_lehmann([0.0] * 8) == 0.0


@given(whole_differences)
@settings(deadline=None, max_examples=60)
def test_a_flip_of_all_signs_flips_the_effect_alone(differences):
    flipped = [-d for d in differences]
    assert paired.exact_wilcoxon(flipped) == pytest.approx(paired.exact_wilcoxon(differences))
    assert paired.hodges_lehmann(flipped) == -paired.hodges_lehmann(differences)


@given(whole_differences, st.sampled_from([0.125, 0.5, 4.0, 1024.0]))
@settings(deadline=None, max_examples=60)
def test_units_scale_the_effect_and_leave_p(differences, factor):
    scaled = [factor * d for d in differences]
    assert paired.exact_wilcoxon(scaled) == paired.exact_wilcoxon(differences)
    assert paired.hodges_lehmann(scaled) == factor * paired.hodges_lehmann(differences)


@given(whole_differences)
@settings(deadline=None, max_examples=60)
def test_p_is_a_probability_never_below_the_smallest_possible(differences):
    p = paired.exact_wilcoxon(differences)
    assert 2.0 ** (1 - len(differences)) <= p <= 1.0


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
        paired.exact_wilcoxon(differences)
