"""Rows of points: every run as one, the median as a stroke, names at the left."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from evoprune.report import points
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings

LETTERS = 34
"""Of a name in a line."""
HEIGHT = 0.032
"""Of a row of one line, as a share of the width."""
SPREAD = 0.14
"""Runs stand at most so far above and below their row."""


def draw(
    axes: Axes,
    place: float,
    values: ArrayLike,
    look: Look,
    plot: PlotSettings,
    spread: float = SPREAD,
) -> None:
    """Runs as points around a row and their median as a stroke; what is missing is left out.

    Args:
        axes: where.
        place: of the row on the y axis.
        values: one a run, in the order of the seeds.
        look: of the points.
        plot: how figures look.
        spread: how far runs stand from the row.
    """
    found = finite(values)
    if not found.size:
        return
    offsets = np.linspace(-spread, spread, found.size) if found.size > 1 else np.zeros(1)
    if found.size > 1:
        ends = np.array([-1, 1]) * (spread + 0.12)
        median = [float(np.median(found))] * 2
        axes.plot(median, place + ends, color=look.colour, lw=1.6, label="median", zorder=2)
    axes.plot(found, place + offsets, label="runs", zorder=3, **look.points(points.size(plot)))


def finite(values: ArrayLike) -> NDArray[np.float64]:
    """The values that are there, as float64."""
    every = np.asarray(values, dtype=np.float64)
    return every[np.isfinite(every)]


def name(axes: Axes, labels: Sequence[str]) -> None:
    """Name the rows 0, 1, ... from the top."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)


def guide(axes: Axes, count: int) -> None:
    """A pale line along each row, and no ticks."""
    axes.tick_params(axis="y", length=0)
    for place in range(count):
        axes.axhline(place, color="#e6e6e6", lw=0.5, zorder=0.5)


def height(labels: Sequence[str]) -> float:
    """Of the rows of these names, as a share of the width."""
    lines = max(label.count("\n") + 1 for label in labels)
    return HEIGHT * len(labels) * max(1.0, 0.45 + 0.4 * lines)
