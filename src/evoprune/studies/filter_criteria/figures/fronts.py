"""Fronts: error against operations, every run's points and what some or all runs attain."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from evoprune.report import marks, names, panels, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.attainment import attained
from evoprune.studies.filter_criteria.figures import small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Fronts of the searches: validation error with inherited weights against the share of the "
    "whole network's operations; n is the number of runs. Points: members of the front of each "
    "run, with the error that the search knew, and with the error of the same filters on the "
    "network as it is after the search, on images that nothing was chosen by. Steps: what at least "
    "half of the runs attain; shaded, from three runs: from what any to what all of them attain. "
    "Ringed: the member that is trained at the end, the nearest below the wanted share (dotted). "
    "An inherited error says how well the shared weights suit a candidate: it must not be compared "
    "across arms as if it were the error of a trained network. Candidates from scratch share no "
    "weights and have one error only."
)


class Kind(NamedTuple):
    """An error that members have.

    Attributes:
        column: of the table of fronts.
        says: what it is.
        colour: of points and steps.
        marker: of points.
    """

    column: str
    says: str
    colour: str
    marker: str


SEEN = Kind("error", "as the search knew it", "#0072b2", "o")
ANEW = Kind("error_reevaluated", "on the network after the search", "#d55e00", "^")
TARGET: dict[str, Any] = {"color": style.REFERENCE_COLOUR, "lw": 1.0, "ls": ":", "zorder": 0.5}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each arm that searched."""
    there = set(results.fronts["arm"])
    arms = [arm for arm in results.arms if arm in there]
    if not arms:
        return marks.empty_figure(plot, "No searches.")
    notes = small_print.notes(results, plot, arms)
    grid = panels.grid(
        plot, arms, partial(names.of_arms, results), [0.2], lines=3 + names.below(notes)
    )
    for arm, (axes,) in grid.panels.items():
        _draw_panel(axes, results.fronts[results.fronts["arm"] == arm], plot)
        axes.set_xlim(0, 1.02)
    panels.same_y(grid, 0, low=0)
    panels.label(grid, 0, "validation error")
    panels.label_x(grid, "operations (share)")
    marks.legend_above(grid.figure, _keys(plot), columns=2)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def _draw_panel(axes: Axes, fronts: pd.DataFrame, plot: PlotSettings) -> None:
    for target in np.unique(fronts["target_share"]):
        axes.axvline(target, label="target", **TARGET)
    for kind in (ANEW, SEEN):
        runs = [points(rows, kind) for _, rows in fronts.groupby("seed")]
        there = [run for run in runs if len(run)]
        for run in there:
            axes.plot(*run.T, label=f"members {kind.column}", **_members(kind, plot))
        _draw_steps(axes, there, kind, plot)
    picks = points(fronts[fronts["picked"]], SEEN)
    axes.plot(*picks.T, label="picks", **_ring(plot))


def points(rows: pd.DataFrame, kind: Kind) -> NDArray[np.float64]:
    """Operations and errors of members that have one, shape (members, 2)."""
    pairs = rows[["flops_share", kind.column]].dropna()
    return np.asarray(pairs.to_numpy(dtype=np.float64))


def _draw_steps(
    axes: Axes, runs: list[NDArray[np.float64]], kind: Kind, plot: PlotSettings
) -> None:
    """What at least half of the runs attain; shaded: between what any and what all attain."""
    count = len(runs)
    if count < 2:
        return
    half = to_the_right(attained(runs, -(-count // 2)))
    look: dict[str, Any] = {"color": kind.colour, "lw": 0.8 * plot.line_width_pt}
    axes.step(*half.T, where="post", label=f"half {kind.column}", **look)
    if count > 2:
        best, every = (to_the_right(attained(runs, least)) for least in (1, count))
        x = np.unique(np.concatenate([best[:, 0], every[:, 0]]))
        x = x[x >= every[0, 0]]
        look = {"facecolor": kind.colour, "alpha": 0.18, "lw": 0, "label": f"range {kind.column}"}
        axes.fill_between(x, height(best, x), height(every, x), step="post", **look)


def height(steps: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of a staircase, at places that do not lie before its first corner."""
    return np.asarray(steps[np.searchsorted(steps[:, 0], x, side="right") - 1, 1])


def to_the_right(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners of a staircase and its right end: with more operations as much is attained."""
    return np.vstack([corners, [1.0, corners[-1, 1]]])


def _members(kind: Kind, plot: PlotSettings) -> dict[str, Any]:
    size = 0.75 * plot.marker_size_pt
    look = {"marker": kind.marker, "markersize": size, "alpha": 0.45, "markeredgewidth": 0}
    return {"linestyle": "none", "color": kind.colour, **look}


def _ring(plot: PlotSettings) -> dict[str, Any]:
    size = 1.6 * plot.marker_size_pt
    look = {"marker": "o", "markersize": size, "markeredgewidth": 0.8, "markeredgecolor": "black"}
    return {"linestyle": "none", "markerfacecolor": "none", "zorder": 3, **look}


def _keys(plot: PlotSettings) -> list[Artist]:
    keys: list[Artist] = [
        marks.key(f"member, {kind.says}", **_members(kind, plot)) for kind in (SEEN, ANEW)
    ]
    keys += [
        marks.key("attained by half of the runs (shaded: any to all)", color="black"),
        marks.key("trained at the end", **_ring(plot)),
        marks.key("wanted share of operations", **TARGET),
    ]
    return keys
