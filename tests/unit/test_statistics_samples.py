"""What statistics accept, and the median that is never NaN."""

import math

import numpy as np
import pytest

from evoprune.statistics import samples


@pytest.mark.parametrize("values", [[], [math.nan, 1.0], [[1.0]], 3.0])
def test_refuses_what_is_not_a_list_of_numbers_and_says_what(values):
    with pytest.raises(ValueError, match="losses: expected one or more numbers"):
        samples.numbers(values, "losses")


def test_accepts_whole_numbers_and_diverged_runs():
    assert samples.numbers([1, math.inf], "losses").tolist() == [1.0, math.inf]


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_refuses_a_margin_that_is_not_finite(number):
    with pytest.raises(ValueError, match="margin: expected a finite number"):
        samples.finite(number, "margin")


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], True), ([0.1] * 3, True), ([math.inf] * 2, True), ([0.1, 0.2], False)],
)
def test_constant_values(values, expected):
    assert samples.is_constant(np.array(values)) is expected


def test_opposite_infinities_in_the_middle_cancel():
    assert samples.median(np.array([-math.inf, math.inf])) == 0.0
    assert samples.median(np.array([1.0, 2.0, math.inf])) == 2.0
    assert samples.median(np.array([1.0, math.inf])) == math.inf
