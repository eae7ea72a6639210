"""A panel an arm or a task, several in a row, with names that fit."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings

MOST = 4
"""Panels in a row at most."""
FEW = 2
"""Panels in a row at least, as far as their width goes: a wider panel would not show more."""
LETTER = 0.6
"""Mean width of a letter as a share of the font size."""
BESIDE = 1.6
"""Centimetres of a row that its first panel's labels take."""


class Grid(NamedTuple):
    """Panels of a figure.

    Attributes:
        figure: that they stand in.
        panels: axes by what they show, from top to bottom; one each, or several.
        columns: panels in a row.
    """

    figure: Figure
    panels: dict[str, list[Axes]]
    columns: int

    @property
    def every(self) -> list[Axes]:
        """All axes."""
        return [axes for of_one in self.panels.values() for axes in of_one]


Titles = Callable[[Sequence[str], int], Mapping[str, str]]
"""Of arms, or whatever has panels, in lines of at most so many letters."""


def grid(
    plot: PlotSettings,
    shown: Sequence[str],
    titles: Titles,
    heights: Sequence[float],
    lines: float = 0.0,
    share_x: bool = True,
    most: int = MOST,
) -> Grid:
    """Axes for each arm, or whatever is shown, one below the other, with a title above.

    Args:
        plot: how figures look.
        shown: one or more.
        titles: what stands above them.
        heights: of the axes of one, as shares of the figure's width.
        lines: of small print and legend, for which there is room.
        share_x: whether all panels have the same x axis.
        most: panels in a row at most.
    """
    columns = min(most, len(shown))
    bands = -(-len(shown) // columns)
    letters = _letters(plot, max(columns, FEW))
    above = titles(shown, letters)
    line = plot.font_size_pt * 1.4 / (72 / 2.54 * plot.width_cm)
    title = line * (1 + max(text.count("\n") for text in above.values()))
    height = bands * (sum(heights) + title + 0.02) + line * (lines + 2.5) + 0.04
    figure = style.new_figure(plot, height)
    ratios = [share for _ in range(bands) for share in heights]
    axes = figure.subplots(
        len(ratios),
        max(columns, FEW),
        squeeze=False,
        sharex=share_x,
        gridspec_kw={"height_ratios": ratios},
    )
    found: dict[str, list[Axes]] = {}
    for place, one in enumerate(shown):
        band, column = divmod(place, columns)
        found[one] = list(axes[band * len(heights) : (band + 1) * len(heights), column])
        found[one][0].set_title(above[one])
    used = {id(panel) for of_one in found.values() for panel in of_one}
    for panel in axes.flat:
        if id(panel) not in used:
            panel.set_axis_off()
    _tidy(found, columns, share_x)
    return Grid(figure, found, columns)


def _tidy(found: dict[str, list[Axes]], columns: int, share_x: bool) -> None:
    """Numbers on the x axis below the last panel of each column, on the y axis at the left."""
    for place, of_one in enumerate(found.values()):
        last = place + columns >= len(found)
        for level, panel in enumerate(of_one):
            bottom = last and level == len(of_one) - 1
            panel.tick_params(labelbottom=bottom or not share_x, labelleft=place % columns == 0)


def same_y(grid: Grid, level: int, low: float | None = None, high: float | None = None) -> None:
    """The same y axis for the panels of one level; ends that are not given follow the data."""
    panels = [of_one[level] for of_one in grid.panels.values()]
    ends = [panel.get_ylim() for panel in panels]
    bottom = min(end[0] for end in ends) if low is None else low
    top = max(end[1] for end in ends) if high is None else high
    for panel in panels:
        panel.set_ylim(bottom, top)


def label(grid: Grid, level: int, text: str) -> None:
    """Name the y axis of one level, at the left."""
    for place, of_one in enumerate(grid.panels.values()):
        if place % grid.columns == 0:
            of_one[level].set_ylabel(text)


def label_x(grid: Grid, text: str) -> None:
    """Name the x axis below the last panel of each column."""
    for of_one in list(grid.panels.values())[-grid.columns :]:
        of_one[-1].set_xlabel(text)


def _letters(plot: PlotSettings, columns: int) -> int:
    """Letters that fit above a panel."""
    width = (plot.width_cm - BESIDE) / columns - 0.4
    return max(12, int(width * marks.POINTS_PER_CM / (LETTER * plot.font_size_pt)))
