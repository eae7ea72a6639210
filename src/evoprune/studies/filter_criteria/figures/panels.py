"""A panel an arm, several in a row, with names that fit."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import names
from evoprune.studies.filter_criteria.results import Results

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
        panels: axes by arm, from top to bottom; one an arm, or several.
        columns: panels in a row.
    """

    figure: Figure
    panels: dict[str, list[Axes]]
    columns: int

    @property
    def every(self) -> list[Axes]:
        """All axes."""
        return [axes for of_arm in self.panels.values() for axes in of_arm]


def grid(
    results: Results,
    plot: PlotSettings,
    arms: Sequence[str],
    heights: Sequence[float],
    lines: float = 0.0,
    share_x: bool = True,
    most: int = MOST,
) -> Grid:
    """Axes for each arm, one below the other, with its name and number of runs above.

    Args:
        results: of the study.
        plot: how figures look.
        arms: one or more.
        heights: of the axes of an arm, as shares of the figure's width.
        lines: of small print and legend, for which there is room.
        share_x: whether all panels have the same x axis.
        most: panels in a row at most.
    """
    columns = min(most, len(arms))
    bands = -(-len(arms) // columns)
    letters = _letters(plot, max(columns, FEW))
    titles = names.of_arms(results, arms, letters)
    line = plot.font_size_pt * 1.4 / (72 / 2.54 * plot.width_cm)
    title = line * (1 + max(text.count("\n") for text in titles.values()))
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
    for place, arm in enumerate(arms):
        band, column = divmod(place, columns)
        found[arm] = list(axes[band * len(heights) : (band + 1) * len(heights), column])
        found[arm][0].set_title(titles[arm])
    used = {id(panel) for of_arm in found.values() for panel in of_arm}
    for panel in axes.flat:
        if id(panel) not in used:
            panel.set_axis_off()
    _tidy(found, columns, share_x)
    return Grid(figure, found, columns)


def _tidy(found: dict[str, list[Axes]], columns: int, share_x: bool) -> None:
    """Numbers on the x axis below the last panel of each column, on the y axis at the left."""
    arms = list(found)
    for place, of_arm in enumerate(found.values()):
        last = place + columns >= len(arms)
        for level, panel in enumerate(of_arm):
            bottom = last and level == len(of_arm) - 1
            panel.tick_params(labelbottom=bottom or not share_x, labelleft=place % columns == 0)


def same_y(grid: Grid, level: int, low: float | None = None, high: float | None = None) -> None:
    """The same y axis for the panels of one level; ends that are not given follow the data."""
    panels = [of_arm[level] for of_arm in grid.panels.values()]
    ends = [panel.get_ylim() for panel in panels]
    bottom = min(end[0] for end in ends) if low is None else low
    top = max(end[1] for end in ends) if high is None else high
    for panel in panels:
        panel.set_ylim(bottom, top)


def label(grid: Grid, level: int, text: str) -> None:
    """Name the y axis of one level, at the left."""
    for place, of_arm in enumerate(grid.panels.values()):
        if place % grid.columns == 0:
            of_arm[level].set_ylabel(text)


def label_x(grid: Grid, text: str) -> None:
    """Name the x axis below the last panel of each column."""
    for of_arm in list(grid.panels.values())[-grid.columns :]:
        of_arm[-1].set_xlabel(text)


def _letters(plot: PlotSettings, columns: int) -> int:
    """Letters that fit above a panel."""
    width = (plot.width_cm - BESIDE) / columns - 0.4
    return max(12, int(width * marks.POINTS_PER_CM / (LETTER * plot.font_size_pt)))
