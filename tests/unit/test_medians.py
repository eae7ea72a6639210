"""The difference of medians and its bootstrap interval."""

import numpy as np
import pytest

from evoprune.statistics.medians import median_difference


def test_a_constant_shift_has_an_interval_of_no_width():
    result = median_difference(np.full(8, 0.25), np.full(8, 0.75))
    assert result == (0.5, 0.5, 0.5)


def test_few_runs_have_no_interval():
    assert median_difference([1, 2, 3, 4, 5], [2, 3, 4, 5, 6, 7]) == (1.5, None, None)


def test_it_is_the_same_every_time_and_antisymmetric_in_its_estimate():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=20), rng.normal(size=20) + 1
    first = median_difference(a, b)
    assert first == median_difference(a, b)
    assert first.low < first.difference < first.high
    assert median_difference(b, a).difference == -first.difference


def test_the_interval_covers_the_true_difference_as_often_as_it_says():
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(60):
        a, b = rng.normal(size=20), rng.normal(size=20) + 0.5
        result = median_difference(a, b)
        covered += result.low <= 0.5 <= result.high
    # 57 expected of 60; fewer than 51 has a probability below 1 %.
    assert covered >= 51


def test_its_width_is_that_of_an_independent_bootstrap():
    rng = np.random.default_rng(11)
    a, b = rng.exponential(size=30), rng.exponential(size=25)
    draws = [
        np.median(rng.choice(b, len(b))) - np.median(rng.choice(a, len(a))) for _ in range(4000)
    ]
    result = median_difference(a, b)
    assert [result.low, result.high] == pytest.approx(np.percentile(draws, [2.5, 97.5]), abs=0.05)
