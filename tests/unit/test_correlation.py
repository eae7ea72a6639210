"""Rank correlations against closed forms and SciPy."""

import itertools

import numpy as np
import pytest
from scipy import stats

from evoprune.statistics.correlation import kendall, partial_spearman, spearman, split_half

RNG = np.random.default_rng(4)
X = RNG.integers(0, 12, 30).astype(float)  # with ties
Y = X + RNG.normal(0, 4, 30)
Z = X - Y + RNG.normal(0, 3, 30)
W = RNG.normal(0, 1, 30)


def test_spearman_and_kendall_are_those_of_scipy():
    for first, second in itertools.combinations((X, Y, Z, W), 2):
        assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second)[0])
        assert kendall(first, second) == pytest.approx(stats.kendalltau(first, second)[0])


def test_by_hand():
    # squared differences of ranks: 0 + 1 + 1 + 1 + 1; rho = 1 - 6 * 4 / (5 * 24)
    assert spearman([1, 2, 3, 4, 5], [10, 30, 20, 50, 40]) == pytest.approx(0.8)
    # 8 of 10 pairs agree
    assert kendall([1, 2, 3, 4, 5], [10, 30, 20, 50, 40]) == pytest.approx(0.6)
    assert spearman([1, 2, 3], [6, 5, 4]) == pytest.approx(-1)


@pytest.mark.parametrize("correlation", [spearman, kendall])
def test_none_without_three_pairs_or_with_a_constant_side(correlation):
    assert correlation([1, 2], [2, 1]) is None
    assert correlation([1, 1, 1, 1], [1, 2, 3, 4]) is None
    assert correlation([1, 2, 3, 4], [7, 7, 7, 7]) is None


def closed(first, second, given):
    """Of one given variable: (r12 - r13 r23) / sqrt((1 - r13^2)(1 - r23^2))."""
    r12, r13, r23 = (
        stats.spearmanr(*pair)[0] for pair in ((first, second), (first, given), (second, given))
    )
    return (r12 - r13 * r23) / np.sqrt((1 - r13**2) * (1 - r23**2))


def test_partial_spearman_given_one_variable_is_the_closed_form():
    for first, second, given in itertools.permutations((X, Y, Z), 3):
        found = partial_spearman(first, second, [given])
        assert found == pytest.approx(closed(first, second, given), abs=1e-12)
        assert abs(found - spearman(first, second)) > 0.02


def test_partial_spearman_given_several_is_read_off_the_inverse_of_the_correlations():
    ranks = [stats.rankdata(values) for values in (X, Y, Z, W)]
    precision = np.linalg.inv(np.corrcoef(ranks))
    expected = -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])
    assert partial_spearman(X, Y, [Z, W]) == pytest.approx(expected, abs=1e-12)
    assert partial_spearman(X, Y, []) == pytest.approx(spearman(X, Y), abs=1e-12)


def test_a_common_cause_is_taken_out_and_an_effect_of_its_own_stays():
    cause = np.arange(200.0)
    noise = RNG.normal(0, 20, (2, 200))
    first, second = cause + noise
    assert spearman(first, second) > 0.8
    assert abs(partial_spearman(first, second, [cause])) < 0.2
    assert partial_spearman(first, second + 2 * noise[0], [cause]) > 0.6


def test_nothing_is_left_of_a_side_that_what_is_given_tells():
    assert partial_spearman(X, Y, [X]) is None
    assert partial_spearman(X, Y, [np.exp(X)]) is None  # the same ranks
    assert partial_spearman(X, np.ones(30), [Z]) is None
    assert partial_spearman(X[:3], Y[:3], [Z[:3]]) is None
    assert partial_spearman([1, 2, 3, 4], [1, 3, 2, 4], [[2, 1, 4, 3]]) is not None


def test_reliability_of_two_repetitions_is_spearman_brown():
    pair = np.column_stack([X, Y])
    rho = spearman(X, Y)
    assert split_half(pair) == pytest.approx(2 * rho / (1 + rho), abs=1e-12)


def test_reliability_of_three_leaves_each_out_once_and_steps_up_to_three():
    three = np.column_stack([X, Y, X + W])
    rhos = [spearman(three[:, a], three[:, b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    expected = np.mean([3 * rho / (1 + 2 * rho) for rho in rhos])
    assert split_half(three) == pytest.approx(expected, abs=1e-12)


def test_reliability_of_four_is_the_mean_over_three_splits():
    four = np.column_stack([X, Y, X + W, Y - W])
    splits = [((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2))]
    rhos = [spearman(*(four[:, side].mean(axis=1) for side in split)) for split in splits]
    assert split_half(four) == pytest.approx(np.mean([2 * r / (1 + r) for r in rhos]), abs=1e-12)


def test_reliability_of_repetitions_that_agree_is_one_and_of_constants_none():
    assert split_half(np.column_stack([X, X, X])) == pytest.approx(1)
    assert split_half(np.ones((5, 3))) is None
    assert split_half(np.column_stack([X, -X])) == 0  # the formula has a pole there


def test_reliability_of_noise_is_near_nothing():
    noise = RNG.normal(0, 1, (200, 4))
    assert abs(split_half(noise)) < 0.3
