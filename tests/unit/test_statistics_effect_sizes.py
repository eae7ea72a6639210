"""Effect sizes against golden data, statsmodels and a second computation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep

from evoprune.statistics.effect_sizes import a12, d_z, excluded, iqm, win_rate
from tests.unit import golden_statistics as golden

RANDOM, CONJUNCTIVE = golden.ARMS["random"], golden.ARMS["conjunctive"]
tied = st.lists(st.integers(-3, 3), min_size=2, max_size=7)


def test_golden_superiority():
    result = a12(RANDOM, CONJUNCTIVE)
    assert result == pytest.approx((0.65, 0.4961348878, 0.7779119078), abs=5e-11)


def test_superiority_matches_statsmodels_on_the_logit_scale():
    first, second = RANDOM, np.round(CONJUNCTIVE[:14], 2)
    result, expected = a12(first, second), rank_compare_2indep(first, second)
    assert result.value == pytest.approx(expected.prob1, rel=1e-12)
    centre, slope = math.log(result.value / (1 - result.value)), result.value * (1 - result.value)
    error = math.sqrt(expected.var_prob) / slope
    low, high = stats.t.interval(0.95, expected.df, centre, error)
    ends = 1 / (1 + math.exp(-low)), 1 / (1 + math.exp(-high))
    assert (result.low, result.high) == pytest.approx(ends, rel=1e-9)


def test_superiority_counts_ties_half():
    # 3 > 1, 3 > 2, 2 > 1 and the tie of 2 and 2, of four pairs.
    assert a12([3, 2], [1, 2]).value == 3.5 / 4


@given(tied, tied)
@settings(deadline=None, max_examples=60)
def test_superiority_and_its_interval_mirror(first, second):
    one, other = a12(first, second), a12(second, first)
    assert other.value == pytest.approx(1 - one.value)
    if one.low is None:
        assert len({*first, *second}) == 1
    else:
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert (other.low, other.high) == pytest.approx((1 - one.high, 1 - one.low))


def test_complete_separation_has_the_exact_limit_of_the_smaller_group():
    assert a12(RANDOM + 1, CONJUNCTIVE) == (1.0, pytest.approx(0.025 ** (1 / 30)), 1.0)
    assert a12(RANDOM[:8] - 1, CONJUNCTIVE) == (0.0, 0.0, pytest.approx(1 - 0.025 ** (1 / 8)))
    assert a12([2.0], [1.0]) == (1.0, pytest.approx(0.025), 1.0)


def test_superiority_of_constant_single_and_diverged_runs():
    assert a12([0.2] * 8, [0.2] * 9) == (0.5, None, None)
    assert a12([0.2], [0.1, 0.3]) == (0.5, None, None)
    assert a12([math.inf, 0.2], [math.inf, 0.1]).value == (1 + 0.5 + 1) / 4


def test_golden_wins():
    result = win_rate(-golden.DIFFERENCES)
    assert (result.wins, result.ties, result.pairs) == (golden.WINS, 0, 30)
    assert result.value == 0.8
    ends = stats.beta.ppf(0.025, 24, 7), stats.beta.ppf(0.975, 25, 6)
    assert (result.low, result.high) == pytest.approx(ends, rel=1e-9)
    assert ends == pytest.approx((0.6143, 0.9229), abs=5e-5)


def test_wins_leave_ties_out():
    result = win_rate([0.0, 0.0, 1.0, math.inf, -math.inf, 2.0])
    assert (result.wins, result.ties, result.pairs, result.value) == (3, 2, 6, 0.75)
    assert (result.low, result.high) == win_rate([1, 2, 3, -1])[3:]
    assert win_rate([0.0] * 4) == (0, 4, 4, None, None)
    assert win_rate([0.0]).value is None


def test_golden_standardised_difference():
    assert pytest.approx(golden.DIFFERENCES.mean(), abs=5e-10) == golden.MEAN
    assert pytest.approx(golden.DIFFERENCES.std(ddof=1), abs=5e-10) == golden.SD
    assert pytest.approx(np.corrcoef(CONJUNCTIVE, RANDOM)[0, 1], abs=5e-7) == golden.CORRELATION
    assert d_z(golden.DIFFERENCES) == pytest.approx(golden.MEAN / golden.SD, rel=1e-6)
    t = stats.ttest_1samp(golden.DIFFERENCES, 0).statistic
    assert d_z(golden.DIFFERENCES) == pytest.approx(t / math.sqrt(30), rel=1e-12)


@pytest.mark.parametrize("values", [[0.1] * 5, [0.3], [0.1, math.inf], [math.inf] * 3])
def test_there_is_no_standardised_difference_without_spread(values):
    assert d_z(values) is None


def test_diverged_runs_are_left_out_of_means():
    values = [*golden.DIFFERENCES, math.inf, -math.inf]
    assert d_z(values) == d_z(golden.DIFFERENCES)
    assert iqm(values, "key") == iqm(golden.DIFFERENCES, "key")
    assert (excluded(values), excluded(golden.DIFFERENCES)) == (2, 0)
    assert iqm([math.inf] * 8, "key") == (None, None, None)


@pytest.mark.parametrize(
    ("arm", "expected"),
    [
        ("random", (0.20040867, 0.19680, 0.20392)),
        ("activation", (0.20360331, 0.20006, 0.20735)),
        ("conjunctive", (0.19485489, 0.18965, 0.20001)),
        ("none", (0.19420004, 0.19030, 0.19819)),
    ],
)
def test_golden_interquartile_means(arm, expected):
    result = iqm(golden.ARMS[arm], arm)
    # 7 of 30 runs are cut on each side: a quarter, rounded down.
    assert result.value == pytest.approx(np.sort(golden.ARMS[arm])[7:23].mean(), rel=1e-12)
    assert result.value == pytest.approx(expected[0], abs=5e-9)
    # Of 9,999 resamples by any stream, an end moves by about 1e-4.
    assert (result.low, result.high) == pytest.approx(expected[1:], abs=2e-4)


def test_the_same_key_draws_the_same_resamples():
    assert iqm(RANDOM, "claim 1") == iqm(RANDOM, "claim 1")
    assert iqm(RANDOM, "claim 1") != iqm(RANDOM, "claim 2")


def test_units_scale_the_interquartile_mean_and_its_interval():
    one = iqm(RANDOM, "key")
    assert iqm(1024 * RANDOM, "key") == pytest.approx([1024 * x for x in one], rel=1e-9)


def test_too_few_and_constant_runs_have_no_interval():
    assert iqm([1.0, 2.0, 4.0, 8.0, 9.0], "key") == (pytest.approx(14 / 3), None, None)
    assert iqm([0.1] * 12, "key") == (pytest.approx(0.1), None, None)


def test_where_the_bca_interval_is_undefined_percentiles_stand_in(monkeypatch):
    asked, bootstrap = [], stats.bootstrap

    def without_bca(data, statistic, *, method, **others):
        asked.append(method)
        result = bootstrap(data, statistic, method=method, **others)
        undefined = stats._common.ConfidenceInterval(math.nan, math.nan)
        interval = undefined if method == "BCa" else result.confidence_interval
        return type(result)(interval, result.bootstrap_distribution, result.standard_error)

    expected = iqm(RANDOM, "key")
    monkeypatch.setattr(stats, "bootstrap", without_bca)
    result = iqm(RANDOM, "key")
    assert asked == ["BCa", "percentile"]
    assert (result.low, result.high) == pytest.approx(expected[1:], abs=5e-4)


@pytest.mark.parametrize("function", [win_rate, d_z, excluded, lambda x: iqm(x, "key")])
def test_refuses_what_is_not_a_list_of_numbers(function):
    for wrong in ([], [math.nan]):
        with pytest.raises(ValueError, match="expected one or more numbers"):
            function(wrong)
