"""Rates against known limits, SciPy, statsmodels and enumeration."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as reference_mcnemar
from statsmodels.stats.proportion import proportion_confint

from evoprune.statistics.rates import clopper_pearson, fisher, mcnemar

counts = st.integers(0, 12)


def test_limits_when_all_or_none_of_thirty_succeed():
    assert clopper_pearson(30, 30) == (pytest.approx(0.884, abs=5e-4), 1.0)
    assert clopper_pearson(30, 30)[0] == pytest.approx(0.025 ** (1 / 30))
    # Of no failure in 30 runs, the one-sided limit for 95 %.
    assert clopper_pearson(0, 30, 0.90) == (0.0, pytest.approx(0.095, abs=5e-4))


@given(counts, counts)
@settings(deadline=None, max_examples=60)
def test_limits_match_statsmodels_and_mirror(successes, failures):
    trials = successes + failures
    if trials == 0:
        assert clopper_pearson(0, 0) is None
        return
    ends = clopper_pearson(successes, trials)
    expected = proportion_confint(successes, trials, method="beta")
    assert ends == pytest.approx(expected, abs=1e-9)
    low, high = clopper_pearson(failures, trials)
    assert ends == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(counts, counts)
@settings(deadline=None, max_examples=60)
def test_mcnemar_matches_statsmodels_and_the_sum_of_tails(only_first, only_second):
    p = mcnemar(only_first, only_second)
    n, k = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(n, i) for i in range(k + 1)) / 2**n
    assert p == pytest.approx(min(1.0, 2 * tail), rel=1e-9)
    table = [[3, only_first], [only_second, 4]]
    assert p == pytest.approx(min(1.0, reference_mcnemar(table, exact=True).pvalue), rel=1e-9)
    assert mcnemar(only_second, only_first) == p


@given(st.integers(0, 9), st.integers(0, 7))
@settings(deadline=None, max_examples=60)
def test_fisher_matches_the_enumeration_of_tables(successes, others):
    total = successes + others
    chances = {
        i: comb(9, i) * comb(7, total - i) / comb(16, total)
        for i in range(max(0, total - 7), min(9, total) + 1)
    }
    expected = sum(c for c in chances.values() if c <= chances[successes] * (1 + 1e-9))
    result = fisher(successes, 9, others, 7)
    assert result.p == pytest.approx(expected, rel=1e-9)
    assert result.difference == pytest.approx(successes / 9 - others / 7)
    assert -1 <= result.low <= result.difference <= result.high <= 1


def test_the_interval_of_a_difference_joins_two_score_intervals():
    result = fisher(27, 30, 18, 30)
    ends = [stats.binomtest(k, 30).proportion_ci(method="wilson") for k in (27, 18)]
    low = 0.3 - ((0.9 - ends[0].low) ** 2 + (ends[1].high - 0.6) ** 2) ** 0.5
    high = 0.3 + ((ends[0].high - 0.9) ** 2 + (0.6 - ends[1].low) ** 2) ** 0.5
    assert result[:3] == pytest.approx((0.3, low, high), rel=1e-6)


def test_too_few_runs_have_no_p_and_none_no_difference():
    few = fisher(5, 5, 0, 30)
    assert (few.difference, few.p) == (1.0, None)
    assert fisher(0, 0, 3, 30) == (None, None, None, None)
    assert fisher(0, 8, 0, 8).p == 1.0


@pytest.mark.parametrize("wrong", [(-1, 3), (4, 3)])
def test_refuses_impossible_counts(wrong):
    for function in (lambda: clopper_pearson(*wrong), lambda: fisher(1, 9, *wrong)):
        with pytest.raises(ValueError, match="counts"):
            function()
    with pytest.raises(ValueError, match="counts"):
        mcnemar(-1, 3)
