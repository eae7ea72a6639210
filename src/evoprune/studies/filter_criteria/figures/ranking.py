"""Whether inherited errors rank candidates as errors trained alone do. Source: spec 7.5 (B2)."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from evoprune.report import marks, names, panels, rows
from evoprune.report.heatmap import COLOUR_MAP
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Candidates of a search, spread over its operations, that were trained alone as well: mean "
    "error over these trainings against the inherited error, as the search knew it (top) and on "
    "the network as it is after the search (bottom). A point a candidate, runs together, coloured "
    "by the order of evaluation. Above: Spearman's correlation within a run, median over the runs "
    "with their range; given: the same with operations or order held fixed; ceiling: how reliable "
    "the mean of the trainings alone is, by their halves; n is the number of runs. No correlation "
    "can be expected above the ceiling; one that vanishes with operations held fixed says only "
    "that larger networks err less. A ceiling below 0: the trainings alone do not agree."
)
LEVELS = {
    "error_inherited": {
        "in the search": "rank_spearman",
        "given operations": "rank_given_flops",
        "given order": "rank_given_order",
    },
    "error_on_last_network": {"after the search": "rank_last_network", "ceiling": "rank_ceiling"},
}
"""Errors of the table and what is said above their panels."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a column for each arm with candidates trained alone."""
    alone = results.alone.merge(results.completed[["arm", "seed"]])
    arms = [arm for arm in results.arms if arm in set(alone["arm"])]
    if not arms:
        return marks.empty_figure(plot, "No candidates were trained alone.")
    alone["truth"] = [float(np.mean(errors)) for errors in alone["errors_alone"]]
    notes = small_print.notes(results, plot, arms)
    grid = panels.grid(
        plot,
        arms,
        partial(names.of_arms, results),
        [0.22, 0.22],
        lines=9 + names.below(notes),
        share_x=False,
        most=2,
    )
    scale = ScalarMappable(Normalize(0, alone["number"].max()), colormaps[COLOUR_MAP])
    for arm, of_arm in grid.panels.items():
        own, runs = alone[alone["arm"] == arm], results.completed
        for axes, (column, said) in zip(of_arm, LEVELS.items(), strict=True):
            _draw_points(axes, own, column, scale, plot)
            text = correlations(runs[runs["arm"] == arm], said)
            axes.set_title("\n".join(filter(None, [axes.get_title(loc="left"), text])))
        of_arm[0].set_xlabel("inherited error, in the search")
        of_arm[1].set_xlabel("inherited error, after the search")
    for level in (0, 1):
        panels.same_y(grid, level)
        panels.label(grid, level, "error trained alone")
    every = grid.every
    grid.figure.colorbar(scale, ax=every, label="order of evaluation", fraction=0.02)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def correlations(runs: pd.DataFrame, said: dict[str, str]) -> str:
    """Median and range over runs of each correlation, a line each."""
    return "\n".join(f"{text}: {_spread(runs[column])}" for text, column in said.items())


def _spread(values: "pd.Series[float]") -> str:
    found = rows.finite(values)
    if not found.size:
        return "none"
    text = f"{np.median(found):+.2f}"
    if found.size > 1:
        text += f" [{found.min():+.2f}, {found.max():+.2f}]"
    return text.replace("-", "\N{MINUS SIGN}")


def _draw_points(
    axes: Axes, own: pd.DataFrame, column: str, scale: ScalarMappable, plot: PlotSettings
) -> None:
    colours = scale.to_rgba(own["number"].to_numpy(dtype=np.float64))
    look: dict[str, Any] = {"c": colours, "s": (0.8 * plot.marker_size_pt) ** 2}
    look |= {"linewidths": 0.3, "edgecolors": "white", "alpha": 0.9}
    axes.scatter(own[column], own["truth"], label="candidates", **look)
