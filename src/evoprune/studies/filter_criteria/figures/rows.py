"""A row an arm: every run as a point, the median as a stroke, names at the left."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import looks, names
from evoprune.studies.filter_criteria.figures.looks import Look
from evoprune.studies.filter_criteria.results import Results

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
    points = look.points(looks.size(plot))
    axes.plot(found, place + offsets, label="runs", zorder=3, **points)


def finite(values: ArrayLike) -> NDArray[np.float64]:
    """The values that are there, as float64."""
    every = np.asarray(values, dtype=np.float64)
    return every[np.isfinite(every)]


def name(axes: Axes, results: Results, arms: Sequence[str]) -> None:
    """Name the rows 0, 1, ... from the top."""
    labels = names.of_arms(results, arms, LETTERS)
    axes.set_yticks(range(len(arms)), labels.values())
    axes.set_ylim(len(arms) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)


def guide(axes: Axes, count: int) -> None:
    """A pale line along each row, and no ticks."""
    axes.tick_params(axis="y", length=0)
    for place in range(count):
        axes.axhline(place, color="#e6e6e6", lw=0.5, zorder=0.5)


def height(results: Results, arms: Sequence[str]) -> float:
    """Of the rows, as a share of the width."""
    labels = names.of_arms(results, arms, LETTERS).values()
    lines = max(label.count("\n") + 1 for label in labels)
    return HEIGHT * len(arms) * max(1.0, 0.45 + 0.4 * lines)
