"""One-sided t-tests against SciPy, and where SciPy has no answer."""

import math

import numpy as np
import pytest
from scipy import stats

from evoprune.statistics.t_tests import difference_below, mean_below
from tests.unit import golden_statistics as golden

FIRST, SECOND = golden.ARMS["conjunctive"], golden.ARMS["random"][:12]


@pytest.mark.parametrize("margin", [-0.005, 0.0, 0.01])
def test_matches_scipy(margin):
    one = stats.ttest_1samp(golden.DIFFERENCES, margin, alternative="less").pvalue
    assert mean_below(golden.DIFFERENCES, margin) == pytest.approx(one, rel=1e-9)
    two = stats.ttest_ind(FIRST - margin, SECOND, equal_var=False, alternative="less").pvalue
    assert difference_below(FIRST, SECOND, margin) == pytest.approx(two, rel=1e-9)


@pytest.mark.parametrize(
    ("differences", "margin", "p"),
    [
        ([0.1] * 7, 0.2, 0.0),
        ([0.1] * 7, 0.1, 1.0),
        ([-0.1, -0.2, -0.3, math.inf], 9.0, 1.0),
        ([-math.inf] * 4, 0.0, 0.0),
        ([-math.inf, 0.3], 0.2, 1.0),
        ([1e-300, 2e-300], 1.0, 0.0),
    ],
)
def test_a_mean_without_a_spread_or_a_limit(differences, margin, p):
    assert mean_below(np.array(differences), margin) == p


def test_a_diverged_run_on_the_right_side_is_left_out():
    rest = np.array([0.1, 0.3, 0.2, 0.4])
    assert mean_below(np.append(rest, -math.inf), 0.3) == mean_below(rest, 0.3)
    other = np.array([0.2, 0.5, 0.3])
    expected = difference_below(rest, other, 0.1)
    assert difference_below(np.append(rest, -math.inf), other, 0.1) == expected
    assert difference_below(rest, np.append(other, math.inf), 0.1) == expected


@pytest.mark.parametrize(
    ("first", "second", "margin", "p"),
    [
        ([0.3, 0.3], [0.1, 0.1], 0.3, 0.0),
        ([0.5, 0.5], [0.25, 0.25], 0.25, 1.0),
        ([0.1, math.inf], [0.2, 0.3], 1.0, 1.0),
        ([0.1, 0.2], [0.2, -math.inf], 1.0, 1.0),
        ([-math.inf] * 2, [0.2, 0.3], 1.0, 0.0),
        ([-math.inf, 0.1], [0.2, 0.3], 1.0, 1.0),
    ],
)
def test_a_difference_without_a_spread_or_a_limit(first, second, margin, p):
    assert difference_below(np.array(first), np.array(second), margin) == p


def test_one_constant_sample_leaves_the_spread_of_the_other():
    expected = mean_below(FIRST, 0.25)
    assert difference_below(FIRST, np.full(9, 0.05), 0.20) == pytest.approx(expected, rel=1e-9)
