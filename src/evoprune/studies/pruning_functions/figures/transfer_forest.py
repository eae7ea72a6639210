"""The evolved function against hand-made ones and chance, task by task."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evoprune.report import marks
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.statistics.paired import paired_differences
from evoprune.studies.pruning_functions.comparing import (
    MARGIN,
    Pairs,
    best_known,
    evolved_differences,
    rivals,
)
from evoprune.studies.pruning_functions.figures import looks, names, task_rows
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import EVOLVED, RANDOM

CAPTION = (
    "Test accuracy of the evolved function minus that of other functions, in points: "
    "Hodges-Lehmann difference over whole networks, each the mean over retrainings with the same "
    "batches, with its exact 95 % interval (inverted signed-rank test) from six networks; with "
    "fewer, the differences themselves as small dots. Right of 0 the evolved function is better; "
    "shaded: differences smaller than half a point. The best hand-made function is named by "
    "validation on the tasks of evolution, or on those shown if functions were tried on no others, "
    "before test images are opened. n is the number of networks; trials of a function that failed "
    "are left out, which favours it. Intervals are not corrected for the number of rows, and the "
    "evolved function is one of one search."
)
BAND_COLOUR = "#ececec"


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row a function that `evolved` is compared with, a panel a task."""
    others = rivals(results)
    table = evolved_differences(results, others)
    if not table["pairs"].sum():
        return marks.empty_figure(plot, "No trials of the evolved function and of others.")
    labels = _labels(results, others)
    pairs = Pairs(results)
    panels = task_rows.grid(results, plot, labels, share_x=True, more=0.12)
    for task, axes in panels.panels.items():
        own = table[table["task"] == task]
        _draw_panel(axes, pairs, own, plot)
        axes.set_title(f"{axes.get_title(loc='left')}\n{_counted(own)}")
    panels.label("difference in test accuracy (points)\nright of 0 the evolved function is better")
    marks.legend_above(panels.figure, _keys(plot), columns=4)
    marks.notes_below(panels.figure, names.of_trials(results, plot), plot)
    return panels.figure


def _labels(results: Results, others: list[str]) -> list[str]:
    best = best_known(results)
    return [f"{name} (best)" if name == best else name for name in others]


def _draw_panel(axes: Axes, pairs: Pairs, own: pd.DataFrame, plot: PlotSettings) -> None:
    axes.axvspan(-100 * MARGIN, 100 * MARGIN, color=BAND_COLOUR, lw=0, zorder=0)
    axes.axvline(0, color="#7a7a7a", lw=0.7, zorder=0.6)
    axes.set_xmargin(0.08)
    for place, row in enumerate(own.to_dict("records")):
        if not row["pairs"]:
            look: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "fontsize": "small"}
            axes.text(0.5, place, "failed", ha="center", va="center", **look)
            continue
        look = _look(row["other"]).points(0.9 * plot.marker_size_pt)
        if pd.notna(row["low"]):
            ends = [100 * row["low"], 100 * row["high"]]
            axes.plot(ends, [place] * 2, color=look["markeredgecolor"], lw=1.1, label="interval")
        else:
            _draw_pairs(axes, pairs, place, row["other"], row["task"], plot)
        axes.plot(100 * row["effect"], place, label="effect", zorder=3, **look)


def _draw_pairs(
    axes: Axes, pairs: Pairs, place: int, other: str, task: str, plot: PlotSettings
) -> None:
    found = 100 * paired_differences(*pairs.of(EVOLVED, other, task))
    look: dict[str, Any] = {"marker": "o", "markersize": 0.45 * plot.marker_size_pt}
    look |= {"linestyle": "none", "color": "#404040", "label": "pairs", "zorder": 2}
    axes.plot(found, np.full(len(found), place), **look)


def _look(other: str) -> Look:
    kind = "random" if other == RANDOM else "handmade"
    return looks.KINDS[kind]


def _counted(own: pd.DataFrame) -> str:
    low, high = int(own["pairs"].min()), int(own["pairs"].max())
    return f"n = {high}" if low == high else f"n = {low} to {high}"


def _keys(plot: PlotSettings) -> list[Artist]:
    return [
        *looks.keys(["handmade", "random"], plot),
        marks.key("95 % interval", color="black", lw=1.1),
        Patch(facecolor=BAND_COLOUR, label="smaller than half a point"),
    ]
