"""From canonical training to the ring with random pruning, one change after the other."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from evoprune.report import columns, marks, style
from evoprune.report.columns import Column
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import chain_steps, parts
from evoprune.studies.autoencoder.figures.chain_steps import Row
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Final training L1 (best cell) on the way from canonical training to the ring with random "
    "pruning, a row a step, as far as its arm was run. Points: runs; boxes: quartiles; bars: "
    "medians. Dotted: the "
    "loss of the best constant vector, and the share of bits that are flipped. A ring of one cell "
    "is sign descent with a walking rate."
)
HEIGHT = 0.033
"""Height of a row as a share of the width."""
BOX_HEIGHT = 0.6
LOOKS = {"canonical": Look("#0072b2", "o"), "lipi": Look("#d55e00", "o")}
NAMES = {"canonical": "canonical training", "lipi": "ring"}
LEVELS = ("best constant vector", "noise floor")


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row a step from top to bottom; L1 is per bit."""
    rows = chain_steps.rows(results)
    if len(rows) < 2:
        return marks.empty_figure(plot, "No two steps from canonical training to the ring.")
    figure = style.new_figure(plot, 0.18 + HEIGHT * len(rows))
    axes = figure.add_subplot()
    for place, row in enumerate(rows):
        _draw_runs(axes, place, row, plot)
    axes.set_yticks(range(len(rows)), [row.step.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.04 * axes.dataLim.x1)
    axes.set_xlabel(parts.L1_LABEL)
    if results.dataset == publication.DATASET:
        _draw_levels(axes, plot)
    columns.draw(axes, range(len(rows)), _columns(rows), plot)
    marks.legend_above(figure, _keys(rows, plot), columns=3)
    marks.notes_below(figure, _notes(results, rows), plot)
    return figure


def _draw_runs(axes: Axes, place: int, row: Row, plot: PlotSettings) -> None:
    """Runs as points in the order of their seeds, over their quartiles and median."""
    values, look = row.losses, LOOKS[row.step.mode]
    if not values.size:
        return
    low, median, high = np.quantile(values, (0.25, 0.5, 0.75))
    top = place - BOX_HEIGHT / 2
    if values.size >= marks.SMALLEST_BOX:
        face: dict[str, Any] = {
            "facecolor": look.colour + "33",
            "edgecolor": look.colour,
            "lw": 0.8,
        }
        axes.add_patch(Rectangle((low, top), high - low, BOX_HEIGHT, **face))
    ends = [top, top + BOX_HEIGHT]
    axes.plot([median] * 2, ends, color=look.colour, lw=1.6, label="median", zorder=3.5)
    offsets = np.linspace(-0.35, 0.35, values.size) if values.size > 1 else np.zeros(1)
    axes.plot(values, place + BOX_HEIGHT * offsets, linestyle="none", **_point(look, plot))


def _point(look: Look, plot: PlotSettings) -> dict[str, Any]:
    """Line properties of a run."""
    return {
        "marker": look.marker,
        "markersize": 0.7 * plot.marker_size_pt,
        "markerfacecolor": look.colour,
        "markeredgecolor": "white",
        "markeredgewidth": 0.25,
        "label": "runs",
        "zorder": 3,
    }


def _draw_levels(axes: Axes, plot: PlotSettings) -> None:
    """Levels of the published data that a loss can be read against."""
    right = axes.get_xlim()[1]
    for name in LEVELS:
        level = publication.REFERENCE_LEVELS[name]
        axes.axvline(level, color=style.REFERENCE_COLOUR, lw=0.8, linestyle=":", zorder=0)
        axes.annotate(
            f"{name} ({level:g})",
            (level, 1.0),
            (0.0, 3.0),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="center" if level < 0.8 * right else "right",
            fontsize=0.8 * plot.font_size_pt,
            color="#606060",
        )


def _columns(rows: list[Row]) -> list[Column]:
    """Numbers beside the rows."""
    medians = [f"{np.median(row.losses):.3f}" if row.losses.size else "" for row in rows]
    numbers = [_number(row) for row in rows]
    passes = [f"{row.passes:,}" for row in rows]
    return [
        Column("median", medians, numbers=True),
        Column("n", numbers, numbers=True),
        Column("passes", passes, numbers=True),
    ]


def _number(row: Row) -> str:
    completed = row.losses.size
    return f"{completed}" if completed == row.runs else f"{completed} of {row.runs}"


def _keys(rows: list[Row], plot: PlotSettings) -> list[Artist]:
    modes = dict.fromkeys(row.step.mode for row in rows)
    keys: list[Artist] = [
        marks.key(NAMES[mode], linestyle="none", **_unnamed(_point(LOOKS[mode], plot)))
        for mode in modes
    ]
    text = f"median, box of the quartiles (from n = {marks.SMALLEST_BOX})"
    return [*keys, marks.key(text, color="black", lw=1.6, marker="|", linestyle="none")]


def _unnamed(look: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in look.items() if name not in ("label", "zorder")}


def _notes(results: Results, rows: list[Row]) -> list[str]:
    lost = sum(row.runs - row.losses.size for row in rows)
    line = f"Data set {results.dataset}"
    if lost:
        line += f"; {lost} of {sum(row.runs for row in rows)} runs diverged and are left out"
    return [line + ".", "Passes: over the training rows, of all cells of a run together."]
