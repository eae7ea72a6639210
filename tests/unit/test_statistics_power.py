"""Detectable effects against known values, statsmodels and simulated tests."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from evoprune.statistics.power import (
    equivalence_margin,
    equivalence_power,
    paired_mde,
    two_sided_power,
    unpaired_mde,
)


@pytest.mark.parametrize(
    ("pairs", "family", "effect"),
    [
        *[(30, 1, 0.53), (30, 6, 0.68), (30, 12, 0.73), (30, 36, 0.81)],
        *[(20, 1, 0.66), (10, 1, 1.00), (5, 1, 1.68), (50, 1, 0.40)],
    ],
)
def test_known_paired_effects(pairs, family, effect):
    assert paired_mde(1.0, pairs, 0.05 / family) == pytest.approx(effect, abs=0.005)


@pytest.mark.parametrize(
    ("runs", "family", "effect"),
    [
        *[(30, 1, 0.74), (20, 1, 0.91), (10, 1, 1.33), (5, 1, 2.02), (50, 1, 0.57)],
        *[(30, 12, 0.99), (20, 12, 1.24), (10, 12, 1.87), (5, 12, 3.17), (50, 12, 0.76)],
    ],
)
def test_known_unpaired_effects(runs, family, effect):
    assert unpaired_mde(1.0, runs, runs, 0.05 / family) == pytest.approx(effect, abs=0.0051)


@pytest.mark.parametrize("pairs", [6, 12, 30, 200])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_power_at_the_effect_is_80_percent_by_statsmodels(pairs, alpha):
    paired, unpaired = paired_mde(1.0, pairs, alpha), unpaired_mde(1.0, pairs, 2 * pairs, alpha)
    assert TTestPower().power(paired, pairs, alpha) == pytest.approx(0.8, abs=1e-9)
    power = TTestIndPower().power(unpaired, pairs, alpha, ratio=2)
    assert power == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize("freedom", [1, 4, 29, 500])
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 36])
def test_power_without_an_effect_is_the_level(freedom, alpha):
    assert two_sided_power(0.0, freedom, alpha) == pytest.approx(alpha, rel=1e-3)


def test_few_pairs_and_small_levels_have_an_effect_where_the_noncentral_t_has_none():
    assert math.isnan(TTestPower().power(5.0, 5, 0.05 / 36))
    effect = paired_mde(1.0, 5, 0.05 / 36)
    rng = np.random.default_rng(1)
    sample = rng.normal(effect, 1.0, (20_000, 5))
    shown = stats.ttest_1samp(sample, 0.0, axis=1).pvalue < 0.05 / 36
    assert shown.mean() == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(
    ("alpha", "margin"), [(0.05, 0.545), (0.05 / 6, 0.71)], ids=["alone", "family of six"]
)
def test_known_equivalence_margins(alpha, margin):
    assert equivalence_margin(1.0, 30, alpha) == pytest.approx(margin, rel=0.01)


@pytest.mark.parametrize("pairs", [6, 30])
def test_equivalence_within_the_margin_is_shown_by_80_percent_of_simulations(pairs):
    margin = equivalence_margin(2.0, pairs)
    sample = np.random.default_rng(pairs).normal(0.0, 2.0, (20_000, pairs))
    reach = stats.t.isf(0.05, pairs - 1) * sample.std(axis=1, ddof=1) / math.sqrt(pairs)
    shown = np.abs(sample.mean(axis=1)) + reach < margin
    assert shown.mean() == pytest.approx(0.8, abs=0.01)


def test_power_of_equivalence_rises_from_nothing_to_certainty():
    powers = [equivalence_power(margin, 29, 0.05) for margin in (0.0, 1.0, 2.0, 3.0, 4.0, 10.0)]
    assert powers == sorted(powers)
    assert (powers[0], powers[-1]) == pytest.approx((0.0, 1.0), abs=1e-9)


def test_effects_are_in_the_unit_of_the_standard_deviation():
    assert paired_mde(0.25, 30) == pytest.approx(0.25 * paired_mde(1.0, 30))
    assert unpaired_mde(4.0, 30, 12) == pytest.approx(unpaired_mde(4.0, 12, 30))
    assert paired_mde(0.0, 30) == equivalence_margin(0.0, 30) == 0.0


@pytest.mark.parametrize("sd", [1.0, math.nan, math.inf])
@pytest.mark.parametrize("runs", [0, 1])
def test_what_is_undefined_is_none(sd, runs):
    assert paired_mde(sd, runs) is None
    assert equivalence_margin(sd, runs) is None
    assert unpaired_mde(sd, runs, 9) is None
    assert (unpaired_mde(sd, 9, 9) is None) == (not math.isfinite(sd))


def test_two_pairs_and_hundreds_of_tests_still_have_an_effect():
    assert math.isfinite(paired_mde(1.0, 2, 0.05 / 630))
    assert paired_mde(1.0, 2, 0.05 / 630) > paired_mde(1.0, 3, 0.05 / 630) > 0
