"""Friedman's test against SciPy, golden data and exact chances."""

import math

import numpy as np
import pytest
from scipy import stats

from evoprune.statistics.friedman import block_ranks, friedman_statistic, iman_davenport
from tests.unit import golden_statistics as golden

TABLE = np.column_stack(list(golden.ARMS.values()))


def test_golden_statistic_and_p():
    ranks = block_ranks(TABLE)
    statistic = friedman_statistic(ranks)
    assert statistic == pytest.approx(stats.friedmanchisquare(*TABLE.T).statistic, rel=1e-9)
    assert statistic == pytest.approx(51.84)
    ratio = 29 * 51.84 / (30 * 3 - 51.84)
    assert iman_davenport(ranks) == pytest.approx(stats.f.sf(ratio, 3, 3 * 29), rel=1e-6)


@pytest.mark.parametrize("arms", [3, 5, 12])
def test_matches_scipy_with_ties(arms):
    table = np.random.default_rng(arms).integers(0, 4, (9, arms)).astype(float)
    expected = stats.friedmanchisquare(*table.T).statistic
    assert friedman_statistic(block_ranks(table)) == pytest.approx(expected, rel=1e-9)


def test_the_gate_equals_the_analysis_of_variance_of_ranks():
    table = np.random.default_rng(1).normal(size=(8, 4))
    ranks = block_ranks(table)
    arms = 8 * ((ranks.mean(axis=0) - 2.5) ** 2).sum()
    rest = ((ranks - ranks.mean(axis=0)) ** 2).sum()
    expected = stats.f.sf((arms / 3) / (rest / 21), 3, 21)
    assert iman_davenport(ranks) == pytest.approx(expected, rel=1e-9)


def test_a_block_of_ties_says_nothing_and_a_table_of_them_nothing_at_all():
    table = np.vstack([TABLE[:9], np.full(4, 0.2)])
    assert 0 < iman_davenport(block_ranks(table)) < 1
    assert iman_davenport(block_ranks(np.full((9, 4), 0.2))) is None


def test_perfect_agreement_has_its_exact_chance():
    table = np.tile([0.1, 0.2, 0.3], (6, 1))
    assert iman_davenport(block_ranks(table)) == pytest.approx(math.factorial(3) ** -5)


def test_a_diverged_run_ranks_last_in_its_block():
    assert block_ranks(np.array([[0.3, math.inf, 0.1, math.inf]])).tolist() == [[2, 3.5, 1, 3.5]]


def test_few_blocks_and_single_arms_have_no_p():
    assert iman_davenport(block_ranks(TABLE[:5])) is None
    assert iman_davenport(block_ranks(TABLE[:, :1])) is None
    assert iman_davenport(block_ranks(TABLE[:6])) is not None
