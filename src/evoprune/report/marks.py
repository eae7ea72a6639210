"""Marks that figures share: runs as points with their box, published values in grey, notes."""

import textwrap
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cbook import boxplot_stats
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evoprune.report.settings import PlotSettings
from evoprune.report.style import PUBLISHED_COLOUR, Look, new_figure

SMALLEST_BOX = 5
"""Fewer runs than this are shown as points with their median: a box would suggest more."""
POINTS_PER_CM = 72 / 2.54
NOTE_LETTER = 0.8 * 0.58
"""Mean width of a letter of a note as a share of the font size."""


class Box(Protocol):
    """A box known by its numbers only."""

    @property
    def q1(self) -> float: ...  # noqa: D102
    @property
    def median(self) -> float: ...  # noqa: D102
    @property
    def q3(self) -> float: ...  # noqa: D102
    @property
    def whisker_low(self) -> float | None: ...  # noqa: D102
    @property
    def whisker_high(self) -> float | None: ...  # noqa: D102
    @property
    def outlier_low(self) -> float | None: ...  # noqa: D102
    @property
    def outlier_high(self) -> float | None: ...  # noqa: D102


def runs_with_box(
    axes: Axes, x: float, values: NDArray[np.float64], look: Look, plot: PlotSettings, width: float
) -> None:
    """Every run as a point over the box (quartiles, 1.5 IQR) of `values`, shape (runs,)."""
    if values.size == 0:
        return
    if values.size >= SMALLEST_BOX:
        statistics = boxplot_stats(values, whis=1.5)[0]
        _box(axes, x, statistics, look.colour, width, filled=True)
    else:
        ends = [x - width / 2, x + width / 2]
        axes.plot(ends, [np.median(values)] * 2, color=look.colour, label="median")
    offsets = np.linspace(-0.3, 0.3, values.size) * width if values.size > 1 else np.zeros(1)
    axes.plot(
        x + offsets,
        values,
        linestyle="none",
        marker=look.marker,
        markersize=0.75 * plot.marker_size_pt,
        markerfacecolor=look.colour,
        markeredgecolor="white",
        markeredgewidth=0.25,
        label="runs",
        zorder=3,
    )


def cells_box(
    axes: Axes,
    x: float,
    values: NDArray[np.float64] | None,
    look: Look,
    plot: PlotSettings,
    width: float,
) -> None:
    """The box (quartiles, 1.5 IQR) of pooled cells; what lies beyond is drawn as points."""
    if values is None or not values.size:
        return
    statistics = boxplot_stats(values, whis=1.5)[0]
    _box(axes, x, statistics, look.colour, width, filled=True)
    beyond = statistics["fliers"]
    size = 0.4 * plot.marker_size_pt
    axes.plot(
        [x] * len(beyond), beyond, look.marker, color=look.colour, markersize=size, label="beyond"
    )


def published_box(axes: Axes, x: float, box: Box, plot: PlotSettings, width: float) -> None:
    """A published box in grey; rings mark the extremes of its outliers."""
    low = box.q1 if box.whisker_low is None else box.whisker_low
    high = box.q3 if box.whisker_high is None else box.whisker_high
    statistics = {"med": box.median, "q1": box.q1, "q3": box.q3, "whislo": low, "whishi": high}
    _box(axes, x, statistics, PUBLISHED_COLOUR, width, filled=False)
    outliers = {value for value in (box.outlier_low, box.outlier_high) if value is not None}
    ring = published_ring(PUBLISHED_COLOUR, 0.7 * plot.marker_size_pt)
    axes.plot([x] * len(outliers), sorted(outliers), linestyle="none", label="outliers", **ring)


def published_ring(colour: str, size_pt: float) -> dict[str, Any]:
    """Line properties of a published point: a hollow ring."""
    return {
        "marker": "o",
        "markersize": size_pt,
        "markerfacecolor": "none",
        "markeredgecolor": colour,
        "markeredgewidth": 0.9,
    }


def key(label: str, **properties: object) -> Line2D:
    """A legend entry that stands for a kind of mark."""
    return Line2D([], [], label=label, **properties)  # type: ignore[arg-type]


def box_keys(plot: PlotSettings, published: str | None, *, pooled: bool = False) -> list[Artist]:
    """Legend entries of boxes: ours, and the published ones with their description."""
    size = 0.75 * plot.marker_size_pt
    text = f"run, box of the runs (from n = {SMALLEST_BOX}), bar = median"
    if pooled:
        text = "cells of all runs pooled, points beyond 1.5 IQR"
    keys: list[Artist] = [key(text, color="black", marker="o", markersize=size)]
    if published is not None:
        keys.append(key(published, color=PUBLISHED_COLOUR, linewidth=1.0, linestyle=(0, (3, 1))))
    return keys


def legend_above(figure: Figure, handles: Sequence[Artist], columns: int) -> None:
    """One legend for the whole figure, above it."""
    figure.legend(handles=list(handles), loc="outside upper left", ncols=columns)


def notes_below(figure: Figure, notes: Sequence[str], plot: PlotSettings) -> None:
    """What a reader has to know about the figure, in small print below it."""
    if notes:
        size = 0.8 * plot.font_size_pt
        figure.supxlabel("\n".join(notes), x=0.01, ha="left", fontsize=size, color="#404040")


def wrapped(note: str, plot: PlotSettings) -> str:
    """A note for `notes_below` in lines that fit the figure."""
    letters = POINTS_PER_CM * plot.width_cm / (NOTE_LETTER * plot.font_size_pt)
    return textwrap.fill(note, int(letters))


def empty_figure(plot: PlotSettings, message: str) -> Figure:
    """A figure that says why there is nothing to see."""
    figure = new_figure(plot, 0.15)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.text(0.5, 0.5, message, ha="center", va="center", transform=axes.transAxes)
    return figure


def _box(
    axes: Axes, x: float, statistics: dict[str, float], colour: str, width: float, *, filled: bool
) -> None:
    line = {"color": colour, "linewidth": 0.8}
    dashed = line | ({} if filled else {"linestyle": (0, (3, 1))})
    axes.bxp(
        [statistics],
        positions=[x],
        widths=width,
        patch_artist=True,
        showfliers=False,
        manage_ticks=False,
        boxprops={"facecolor": colour + "33" if filled else "none", "edgecolor": colour}
        | {"linewidth": 0.8},
        medianprops=line | {"linewidth": 1.6},
        whiskerprops=dashed,
        capprops=line,
    )
