"""Statistics as published figures have them, against matplotlib and closed forms; resampling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.cbook import boxplot_stats

from evoprune.statistics.resampling import Resampled
from evoprune.studies.autoencoder.pooled import STATISTICS

VALUES = st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=4, max_size=40)


@given(VALUES)
def test_boxes_are_those_of_the_plotting_library(values):
    values = np.array(values)
    (box,) = boxplot_stats(values, whis=1.5)
    names = {"q1": "q1", "med": "median", "q3": "q3", "whislo": "whisker_low"}
    names["whishi"] = "whisker_high"
    for theirs, ours in names.items():
        assert STATISTICS[ours](values[None])[0] == pytest.approx(box[theirs])
    fliers = sorted(box["fliers"])
    assert STATISTICS["outlier_count"](values[None])[0] == len(fliers)
    low, high = (STATISTICS[name](values[None])[0] for name in ("outlier_low", "outlier_high"))
    expected = [fliers[0], fliers[-1]] if fliers else [np.nan, np.nan]
    np.testing.assert_array_equal([low, high], expected)


def test_statistics_work_row_by_row():
    values = np.random.default_rng(0).normal(size=(3, 50))
    for name, statistic in STATISTICS.items():
        together = statistic(values)
        assert together.shape == (3,)
        alone = [statistic(row[None])[0] for row in values]
        np.testing.assert_array_equal(together, alone, err_msg=name)


def test_bands_are_two_times_196_standard_errors_wide():
    values = np.arange(100.0)[None]
    low, high = (STATISTICS[name](values)[0] for name in ("band_low", "band_high"))
    assert (low + high) / 2 == pytest.approx(49.5)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 10)


def test_runs_are_resampled_whole():
    # Ten equal cells a run are worth no more than one.
    runs = np.random.default_rng(1).normal(size=(40, 1))
    one = Resampled(runs).estimate(STATISTICS["mean"])
    ten = Resampled(np.repeat(runs, 10, axis=1)).estimate(STATISTICS["mean"])
    assert one == pytest.approx(ten)
    error = runs.std() / 40**0.5
    assert one.high - one.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert one.again_high - one.again_low == pytest.approx(2**0.5 * 2 * 1.96 * error, rel=0.1)


def test_five_runs_are_too_few():
    estimate = Resampled(np.arange(5.0)[:, None]).estimate(STATISTICS["median"])
    assert estimate.value == 2
    assert np.isnan(estimate[1:]).all()
