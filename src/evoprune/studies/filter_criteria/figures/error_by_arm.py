"""The headline: test error of what each arm found, trained anew, and what is left of the network.

Source: spec 7.5 (A1, D1, D2).
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from evoprune.report import marks, names, points, rows, style
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import looks, small_print
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.settings import DENSE

CAPTION = (
    "Test error of what each arm found, trained from new weights on training and validation "
    "images (mean over the trainings of a run), and the share of the whole network's operations "
    "that it has. A point a run, strokes are medians; n is the number of runs. Colour: criterion; "
    "marker: search; hollow: as released. Dashed: median of the whole network of an arm, trained "
    "likewise; dotted: share that was wanted. Arms that have different shares do not answer which "
    "arm is better at equal operations, and points of different runs are paired by seed, which is "
    "not seen here: differences and their intervals are in the claims."
)
PLACE = ["network", "dataset"]
"""What arms share that can be compared with the same whole network."""
DENSE_LINE: dict[str, Any] = {
    "color": style.REFERENCE_COLOUR,
    "lw": 1.0,
    "ls": (0, (4, 2)),
    "zorder": 0.6,
}
TARGET_LINE = {"color": style.REFERENCE_COLOUR, "lw": 1.0, "ls": ":", "zorder": 0.6}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row an arm."""
    arms = results.arms
    if results.completed["error_test"].dropna().empty:
        return marks.empty_figure(plot, "No run came to its end.")
    labels = list(names.of_arms(results, arms, rows.LETTERS).values())
    notes = small_print.notes(results, plot, arms)
    figure = style.new_figure(plot, 0.16 + rows.height(labels) + 0.02 * names.below(notes))
    error, share = figure.subplots(1, 2, sharey=True, width_ratios=[1.7, 1])
    for axes, metric in ((error, "error_test"), (share, "flops_share")):
        _draw_column(axes, results, arms, metric, plot)
    rows.name(error, labels)
    for axes in (error, share):
        rows.guide(axes, len(arms))
    for place, arm in enumerate(arms):
        whole = dense_error(results, arm)
        if whole is not None:
            error.plot([whole] * 2, [place - 0.5, place + 0.5], label="dense", **DENSE_LINE)
    for target in _targets(results):
        share.axvline(target, label="target", **TARGET_LINE)
    error.set_xlabel("test error")
    share.set_xlabel("operations (share)")
    share.set_xlim(0, 1.05)
    for axes in (error, share):
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.xaxis.set_major_locator(MaxNLocator(5))
    marks.legend_above(figure, _keys(results, plot), columns=4)
    marks.notes_below(figure, notes, plot)
    return figure


def _draw_column(
    axes: Axes, results: Results, arms: list[str], metric: str, plot: PlotSettings
) -> None:
    runs = results.completed.sort_values("seed")
    of_arms = looks.of_arms(results)
    for place, arm in enumerate(arms):
        rows.draw(axes, place, runs.loc[runs["arm"] == arm, metric], of_arms[arm], plot)


def dense_error(results: Results, arm: str) -> float | None:
    """Median test error of the whole network of an arm, on its data set; none if it was not run."""
    place = results.runs[results.runs["arm"] == arm][PLACE].drop_duplicates()
    dense = results.completed[results.completed["criteria"] == DENSE].merge(place, on=PLACE)
    errors = dense["error_test"].dropna()
    return float(errors.median()) if len(errors) else None


def _targets(results: Results) -> list[float]:
    """Shares of operations that were wanted."""
    return [float(target) for target in np.unique(results.fronts["target_share"].dropna())]


def _keys(results: Results, plot: PlotSettings) -> list[Artist]:
    keys: list[Artist] = [marks.key("median of an arm", color="black", lw=1.6)]
    if (results.completed["criteria"] == DENSE).any():
        keys.append(marks.key("whole network", **DENSE_LINE))
    if _targets(results):
        keys.append(marks.key("wanted share", **TARGET_LINE))
    return keys + marker_keys(results.runs, plot)


def marker_keys(runs: pd.DataFrame, plot: PlotSettings) -> list[Artist]:
    """What markers say, as far as there are arms that have them."""
    says = {
        "o": "NSGA-II",
        "^": "random search",
        "s": "uniform ratios",
        looks.SCRATCH: "from scratch",
        looks.PRETRAINED: "pretrained start",
        "D": "nothing searched",
        looks.OTHER: "another search",
    }
    found = [looks.look(row) for row in runs.drop_duplicates("arm").to_dict("records")]
    there = {look.marker for look in found}
    keys: list[Artist] = [
        marks.key(text, **Look("#404040", marker, True).points(points.size(plot)))
        for marker, text in says.items()
        if marker in there
    ]
    if not all(look.filled for look in found):
        hollow = Look("#404040", "o", False).points(points.size(plot))
        keys.append(marks.key("hollow: as released", **hollow))
    return keys
