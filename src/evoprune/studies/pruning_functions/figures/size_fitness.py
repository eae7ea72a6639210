"""Size of trees against their fitness: every evaluation, by origin and generation."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from evoprune.report import marks, names, panels
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import gains
from evoprune.studies.pruning_functions.figures import names as small_print
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Nodes of a tree against its fitness minus the mean fitness of the best hand-made function of "
    "the same run: a point an evaluation of any run of an arm, coloured by generation, its form by "
    "where the tree comes from; n is the number of runs. Ringed: the champion of each run, at its "
    "size and with the fitness it is thought to have, which is a mean where trees are judged by "
    "all their evaluations. Counted above the panels: failed evaluations, which have no fitness, "
    "and those further below the first quartile of all than three times the distance of the "
    "quartiles, which stand as triangles at the lower edge. Points of one run are relatives and "
    "points of one tree repeat each other; an evaluation is noisy, so that the highest point of a "
    "size is partly luck; and large trees appear late: neither colour nor size alone explains "
    "fitness here."
)
MAP = "viridis"
ORIGINS = {
    "seed": ("hand-made function", "s"),
    "reserve": ("put in again", "P"),
    "mutant": ("mutant at the start", "D"),
    "elite": ("survivor", "^"),
    "child": ("child", "o"),
}
"""What origins are called, and their markers."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each arm of which anything could be evaluated."""
    table = results.evaluations[results.evaluations["evaluated"]]
    worth = gains.of_rows(table[table["reason"].isna()], ["fitness"], results.runs)
    arms = [arm for arm in results.arms if arm in set(worth["arm"])]
    if not arms:
        return marks.empty_figure(plot, "Every evaluation failed.")
    notes = small_print.of_runs(results, plot, arms)
    titles = partial(names.of_arms, results)
    lines = 5 + names.below(notes) + 2 * len(arms) / 3
    grid = panels.grid(plot, arms, titles, [0.23], lines=lines, most=3)
    scale = ScalarMappable(Normalize(0, max(1, int(worth["generation"].max()))), colormaps[MAP])
    inside = worth["fitness"] >= far_out(worth["fitness"])
    for arm, (axes,) in grid.panels.items():
        own = worth["arm"] == arm
        axes.set_ymargin(0.1)  # markers at the ends stay whole
        _draw_points(axes, worth[own & inside], scale, plot)
        _draw_below(axes, worth[own & ~inside], scale, plot)
        runs = results.runs[results.runs["arm"] == arm]
        axes.plot(runs["size"], 100 * runs["gain"], label="champions", **_ring(plot))
        counts = _lost(table[table["arm"] == arm], int((own & ~inside).sum()))
        axes.set_title(f"{axes.get_title(loc='left')}\n{gains.zero(runs)}\n{counts}")
    _size_axis(grid.every, worth)
    panels.same_y(grid, 0)
    panels.label(grid, 0, gains.LABEL)
    panels.label_x(grid, "nodes of the tree")
    grid.figure.colorbar(
        scale, ax=grid.every, label="generation", fraction=0.02, ticks=MaxNLocator(integer=True)
    )
    marks.legend_above(grid.figure, _keys(worth, plot), columns=4)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def far_out(values: "pd.Series[float]") -> float:
    """Tukey's outer fence below: values under it would squeeze all others."""
    first, third = values.quantile([0.25, 0.75])
    return float(first - 3 * (third - first))


def _draw_points(
    axes: Axes, worth: pd.DataFrame, scale: ScalarMappable, plot: PlotSettings
) -> None:
    for origin, (_, marker) in ORIGINS.items():
        own = worth[worth["origin"] == origin]
        colours = scale.to_rgba(own["generation"].to_numpy(dtype=np.float64))
        look: dict[str, Any] = {"marker": marker, "s": (0.8 * plot.marker_size_pt) ** 2}
        look |= {"c": colours, "linewidths": 0.3, "edgecolors": "white", "alpha": 0.85}
        if len(own):
            axes.scatter(own["size"], own["fitness"], label=origin, **look)


def _draw_below(axes: Axes, below: pd.DataFrame, scale: ScalarMappable, plot: PlotSettings) -> None:
    """Triangles on the lower edge, wherever that will be."""
    if below.empty:
        return
    colours = scale.to_rgba(below["generation"].to_numpy(dtype=np.float64))
    look: dict[str, Any] = {"marker": "v", "s": (1.2 * plot.marker_size_pt) ** 2, "c": colours}
    look |= {"linewidths": 0.6, "edgecolors": "black", "clip_on": False, "zorder": 5}
    edge = axes.get_xaxis_transform()
    axes.scatter(below["size"], np.full(len(below), 0.02), label="below", transform=edge, **look)


def _size_axis(every: list[Axes], worth: pd.DataFrame) -> None:
    """Logarithmic: some arms have no limit of size."""
    for axes in every:
        axes.set_xscale("log")
        axes.set_xlim(float(worth["size"].min()) / 1.3, float(worth["size"].max()) * 1.3)
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())


def _lost(table: pd.DataFrame, below: int) -> str:
    failed = f"{int(table['reason'].notna().sum())} of {len(table)} failed"
    return f"{failed}, {below} far below" if below else failed


def _ring(plot: PlotSettings) -> dict[str, Any]:
    size = 1.9 * plot.marker_size_pt
    look = {"marker": "o", "markersize": size, "markeredgewidth": 1.1, "markeredgecolor": "#d50000"}
    return {"linestyle": "none", "markerfacecolor": "none", "zorder": 4, **look}


def _keys(worth: pd.DataFrame, plot: PlotSettings) -> list[Artist]:
    there = set(worth["origin"])
    grey: dict[str, Any] = {"color": "#404040", "ls": "none", "markersize": plot.marker_size_pt}
    keys: list[Artist] = [
        marks.key(says, marker=marker, **grey)
        for origin, (says, marker) in ORIGINS.items()
        if origin in there
    ]
    return [*keys, marks.key("champion of a run", **_ring(plot))]
