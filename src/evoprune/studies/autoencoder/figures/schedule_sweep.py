"""Training loss over the epochs for every schedule, one panel an operator."""

import math
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the report epochs in mode {mode} for every schedule, one panel an operator; "
    "black: no pruning. Lines: mean over runs (of the mean over the cells of a run); shading: "
    "quartiles of the runs. Rings: published means of the same arm."
)
NONE: Arm = ("none", "none")
MOST_COLUMNS = 3


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw one panel an operator of a scope; L1 is per bit, epochs count from 0."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    operators = [name for name in shown.operators if name != "none"] or ["none"]
    columns = min(MOST_COLUMNS, len(operators))
    rows = math.ceil(len(operators) / columns)
    figure = style.new_figure(plot, 0.14 + 0.42 * rows)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    looks = style.looks(results.schedules, style.SCHEDULE_LOOKS)
    for axes, operator in zip(grid.flat, operators, strict=False):
        _draw_panel(axes, shown, plot, operator, looks)
    for axes in grid.flat[len(operators) :]:
        axes.remove()
    figure.supylabel(parts.L1_LABEL, fontsize=plot.font_size_pt)
    marks.legend_above(figure, _keys(shown, plot, looks), columns=4)
    arms = zip(shown.runs["operator"], shown.runs["schedule"], strict=True)
    marks.notes_below(figure, _numbers(shown) + parts.notes(shown, plot, arms), plot)
    return figure


def _draw_panel(
    axes: Axes, shown: Results, plot: PlotSettings, operator: str, looks: dict[str, Look]
) -> None:
    axes.set_title(operator if operator != "none" else "no pruning")
    for schedule in shown.restricted(operator=operator).schedules:
        _draw_arm(axes, shown, plot, (operator, schedule), looks[schedule])
    if "none" in shown.operators and operator != "none":
        _draw_arm(axes, shown, plot, NONE, looks["none"])
    axes.tick_params(labelbottom=True)
    parts.epoch_axis(axes, shown)


def _draw_arm(axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, look: Look) -> None:
    curves = shown.curves(*arm, "l1_train")
    if curves.empty:
        return
    first, third = (curves.quantile(q) for q in (0.25, 0.75))
    axes.fill_between(curves.columns, first, third, color=look.colour, alpha=0.15, lw=0)
    size = 0.7 * plot.marker_size_pt
    line: dict[str, Any] = {"color": look.colour, "marker": look.marker}
    line["lw"] = 0.7 * plot.line_width_pt
    axes.plot(curves.columns, curves.mean(), markersize=size, label="mean " + " ".join(arm), **line)
    rows = publication.curve(shown.published, quantity="l1_train", operator=arm[0], schedule=arm[1])
    ring = marks.published_ring(look.colour, 1.4 * plot.marker_size_pt)
    axes.plot(rows.index, rows, linestyle="none", label="published " + " ".join(arm), **ring)


def _keys(shown: Results, plot: PlotSettings, looks: dict[str, Look]) -> list[Artist]:
    size = 0.7 * plot.marker_size_pt
    keys: list[Artist] = []
    for schedule in shown.schedules:
        look = looks[schedule]
        label = "no pruning" if schedule == "none" else schedule
        keys.append(marks.key(label, color=look.colour, marker=look.marker, markersize=size))
    if len(shown.published):
        ring = marks.published_ring("black", 1.4 * plot.marker_size_pt)
        keys.append(marks.key(parts.PUBLISHED_MEAN, linestyle="none", **ring))
    return keys


def _numbers(shown: Results) -> list[str]:
    """How many completed runs stand behind each line."""
    sizes = np.unique(shown.completed.groupby(["operator", "schedule"]).size())
    if sizes.size == 0:
        return []
    span = f"{sizes[0]}" if sizes.size == 1 else f"{sizes[0]} to {sizes[-1]}"
    return [f"n = {span} runs a line."]
