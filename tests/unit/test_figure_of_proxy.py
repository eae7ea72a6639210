"""The figure of short and longer retraining: points, correlations and spreads."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from evoprune.pruning.functions import HANDMADE
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions import figures
from tests.unit import synthetic_functions as synthetic
from tests.unit.drawn import drawn, panel, title

PLOT = PlotSettings()
THREE = synthetic.build()


@cache
def drawn_of_three():
    """The figure of three networks, drawn once; tests only look at it."""
    return figures.draw("proxy", THREE, PLOT)


def test_points_are_means_after_short_and_longer_retraining():
    axes = panel(drawn_of_three(), "c")
    (evolved,) = drawn(axes, "evolved")
    short = np.mean(
        [synthetic.accuracy("c", "evolved", b, s) for b in (1, 2, 3) for s in range(1, 9)]
    )
    long = np.mean(
        [synthetic.accuracy("c", "evolved", b, s, longer=True) for b in (1, 2, 3) for s in (1, 2)]
    )
    assert evolved.get_xdata() == pytest.approx([100 * short + 1])
    assert evolved.get_ydata() == pytest.approx([100 * long + 1])
    assert len(drawn(axes, "handmade")[0].get_xdata()) == len(HANDMADE)
    assert [title(a)[0] for a in drawn_of_three().axes if a.axison] == ["a", "c (held out)"]


def test_the_correlation_is_of_each_whole_network():
    transfer = THREE.transfer.copy()
    long = (transfer["longer"] > 1) & (transfer["task"] == "a")
    rng = np.random.default_rng(4)
    transfer.loc[long, "accuracy_validation"] = rng.uniform(0.8, 0.9, int(long.sum()))
    short = transfer[(transfer["longer"] == 1) & (transfer["task"] == "a")]
    lengths = [
        own.groupby(["base", "function"])["accuracy_validation"].mean()
        for own in (short, transfer[long])
    ]
    values = []
    for base in (1, 2, 3):
        of_short, of_long = (means[base] for means in lengths)
        values.append(stats.spearmanr(of_short[of_long.index], of_long).statistic)
    figure = figures.draw("proxy", replace(THREE, transfer=transfer), PLOT)
    low, middle, high = (f"{v:+.2f}" for v in (min(values), np.median(values), max(values)))
    expected = f"Spearman {middle} [{low}, {high}], n = 3".replace("-", "−")
    assert title(panel(figure, "a"))[1] == expected


def test_spreads_are_between_functions_and_what_no_mean_explains():
    own = THREE.transfer[(THREE.transfer["longer"] > 1) & (THREE.transfer["task"] == "a")]
    table = own.pivot(index="function", columns=["base", "seed"], values="accuracy_validation")
    between = 100 * table.mean(axis=1).std()
    # Six trials of each of the functions, in a least-squares fit of both means.
    places = [
        np.eye(n)[i.ravel()] for n, i in zip(table.shape, np.indices(table.shape), strict=True)
    ]
    design = np.hstack(places)
    values = table.to_numpy().ravel()
    fitted, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    left = ((values - design @ fitted) ** 2).sum()
    within = 100 * (left / (len(design) - rank)) ** 0.5
    said = title(panel(drawn_of_three(), "a"))[2]
    assert said == f"sd: functions {between:.2f}, trials {within:.2f} points"
