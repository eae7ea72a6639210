"""A table of numbers as colours, every number printed, what is missing hatched."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from evoprune.report.settings import PlotSettings
from evoprune.report.style import MISSING_COLOUR, new_figure

COLOUR_MAP = "cividis"
"""Made for colour-blind readers: it looks alike to all and its lightness grows evenly."""
HATCH_COLOUR = "#b8b8b8"
STRIP_GAP = 0.25


class Cell(NamedTuple):
    """A value, or None where there is none, and what to print on it.

    Attributes:
        value: decides the colour; cells without one are grey and hatched.
        text: in the middle.
        small: in small print below.
        hatched: whether a cell with a value is hatched too.
    """

    value: float | None
    text: str
    small: str = ""
    hatched: bool = False


class Scale(NamedTuple):
    """Range and label of the colours."""

    low: float
    high: float
    label: str


def heatmap(
    plot: PlotSettings,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    scale: Scale,
    row_height: float = 0.062,
) -> Figure:
    """Draw cells of shape (rows, columns); a row of one cell spans the width, set off by a gap.

    Args:
        plot: how figures look.
        rows: their names.
        columns: their names.
        cells: row by row.
        scale: of the colours.
        row_height: as a share of the figure's width.
    """
    figure = new_figure(plot, 0.17 + row_height * len(rows))
    axes = figure.add_subplot()
    colours = ScalarMappable(Normalize(scale.low, scale.high), colormaps[COLOUR_MAP])
    tops = _tops(cells)
    for top, row in zip(tops, cells, strict=True):
        for column, cell in enumerate(row):
            _draw_cell(axes, column, top, len(columns) / len(row), cell, colours)
    axes.set_xlim(0, len(columns))
    axes.set_ylim(tops[-1] + 1, 0)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
    axes.set_yticks([top + 0.5 for top in tops], rows)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(colours, ax=axes, label=scale.label, fraction=0.04, pad=0.02)
    return figure


def _tops(cells: Sequence[Sequence[Cell]]) -> list[float]:
    """Upper edge of each row; the gap follows a row of one cell above wider ones."""
    tops, top = [], 0.0
    for number, row in enumerate(cells):
        tops.append(top)
        wider_below = number + 1 < len(cells) and len(row) < len(cells[number + 1])
        top += 1 + (STRIP_GAP if wider_below else 0)
    return tops


def _draw_cell(
    axes: Axes, left: float, top: float, width: float, cell: Cell, colours: ScalarMappable
) -> None:
    if cell.value is None:
        face, lines, ink = MISSING_COLOUR, HATCH_COLOUR, "#404040"
    else:
        rgba = colours.to_rgba(np.array([cell.value]))[0]
        # Relative luminance; 0.18 is where black and white text have the same contrast.
        linear = np.asarray(rgba[:3]) ** 2.2
        luminance = float(linear @ np.array([0.2126, 0.7152, 0.0722]))
        face, ink = rgba, "black" if luminance > 0.18 else "white"
        lines = ink
    corner = (left, top)
    hatch = "////" if cell.value is None or cell.hatched else None
    axes.add_patch(Rectangle(corner, width, 1, facecolor=face, hatch=hatch, edgecolor=lines, lw=0))
    axes.add_patch(Rectangle(corner, width, 1, fill=False, edgecolor="white", lw=1.0))
    box = {"facecolor": face, "edgecolor": "none", "pad": 1.5} if hatch else None
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": ink, "bbox": box}
    middle = left + width / 2
    axes.text(middle, top + (0.38 if cell.small else 0.5), cell.text, **look)
    if cell.small:
        axes.text(middle, top + 0.8, cell.small, fontsize="small", **look)
