"""Corrections of p-values against golden data, statsmodels, SciPy and their definitions."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from evoprune.statistics.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from tests.unit import golden_statistics as golden

families = st.lists(st.sampled_from([0.0, 1e-9, 0.004, 0.01, 0.02, 0.3, 0.7, 1.0]), max_size=8)
CORRECTIONS = [holm, benjamini_hochberg, benjamini_yekutieli]


def test_golden_family():
    assert holm(golden.RAW) == pytest.approx(golden.HOLM, rel=1e-5)
    flagged = [9.57477e-4, 6.61137e-5, 3.19556e-5, 5.58795e-9, 5.58795e-9, 0.715133]
    assert benjamini_hochberg(golden.RAW) == pytest.approx(flagged, rel=1e-5)
    flagged = [2.34582e-3, 1.61979e-4, 7.82912e-5, 1.36904e-8, 1.36904e-8, 1.0]
    assert benjamini_yekutieli(golden.RAW) == pytest.approx(flagged, rel=1e-5)


@pytest.mark.parametrize("correct", CORRECTIONS)
def test_an_empty_family_stays_empty_and_one_test_uncorrected(correct):
    assert correct([]) == []
    assert correct([0.03]) == [0.03]


@given(families)
@settings(deadline=None, max_examples=60)
def test_holm_is_the_step_down_by_definition(ps):
    order = sorted(range(len(ps)), key=ps.__getitem__)
    expected, largest = [0.0] * len(ps), 0.0
    for step, i in enumerate(order):
        largest = max(largest, (len(ps) - step) * ps[i])
        expected[i] = min(1.0, largest)
    assert holm(ps) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("correct", "method"),
    [(holm, "holm"), (benjamini_hochberg, "fdr_bh"), (benjamini_yekutieli, "fdr_by")],
)
def test_corrections_match_statsmodels(correct, method):
    ps = [0.01, 0.7, 0.004, 0.02, 0.02, 0.3, 1.0, 0.0]
    assert correct(ps) == pytest.approx(list(multipletests(ps, method=method)[1]), rel=1e-12)


@given(families.filter(len))
@settings(deadline=None, max_examples=60)
def test_false_discovery_rates_match_scipy(ps):
    assert benjamini_hochberg(ps) == pytest.approx(list(false_discovery_control(ps, method="bh")))
    assert benjamini_yekutieli(ps) == pytest.approx(list(false_discovery_control(ps, method="by")))


@pytest.mark.parametrize("correct", CORRECTIONS)
@given(ps=families)
@settings(deadline=None, max_examples=40)
def test_the_order_of_a_family_does_not_matter(correct, ps):
    assert correct(ps[::-1]) == correct(ps)[::-1]


@pytest.mark.parametrize("correct", CORRECTIONS)
@pytest.mark.parametrize("wrong", [math.nan, -0.1, 1.1])
def test_refuses_what_is_not_a_probability(correct, wrong):
    with pytest.raises(ValueError, match="p-values"):
        correct([0.1, wrong])
