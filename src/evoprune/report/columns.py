"""Columns of text at the right of a figure whose rows are things, as a table has them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from evoprune.report.settings import PlotSettings

TEXT_COLOUR = "#303030"
GAP = 2.0
"""Space before a column, in letters."""
LETTER = 0.55
"""Mean width of a letter as a share of its size."""


class Column(NamedTuple):
    """A text a row.

    Attributes:
        header: what stands above.
        texts: one a row.
        colours: one a row; none means dark grey.
        numbers: whether texts end at the right edge, as numbers do.
    """

    header: str
    texts: Sequence[str]
    colours: Sequence[str] = ()
    numbers: bool = False


def draw(
    axes: Axes, places: Sequence[float], columns: Sequence[Column], plot: PlotSettings
) -> None:
    """Draw columns beside the rows at `places` on the y axis, from left to right."""
    size = 0.875 * plot.font_size_pt
    left = 0.0
    for column in columns:
        left += GAP * LETTER * size
        right = left + LETTER * size * max(map(len, [column.header, *column.texts]))
        _draw_column(axes, places, column, right if column.numbers else left, size)
        left = right


def _draw_column(
    axes: Axes, places: Sequence[float], column: Column, x: float, size: float
) -> None:
    """Draw one column `x` points beside the axes."""
    look: dict[str, Any] = {"textcoords": "offset points", "fontsize": size}
    look |= {"ha": "right" if column.numbers else "left", "annotation_clip": False}
    colours = column.colours or [TEXT_COLOUR] * len(column.texts)
    # Rows stand where the data are, columns beside the axes.
    system = axes.get_yaxis_transform()
    for place, text, colour in zip(places, column.texts, colours, strict=True):
        axes.annotate(text, (1, place), (x, 0), xycoords=system, va="center", color=colour, **look)
    axes.annotate(column.header, (1, 1), (x, 3), xycoords="axes fraction", va="bottom", **look)
