"""A panel a task with the same rows in all of them, several in a row of panels."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import rows, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import names
from evoprune.studies.pruning_functions.results import Results

MOST = 5
"""Panels in a row at most."""
LETTERS = 14
"""Of a line above a panel."""


class TaskRows(NamedTuple):
    """Panels of a figure.

    Attributes:
        figure: that they stand in.
        panels: axes by task.
    """

    figure: Figure
    panels: dict[str, Axes]

    def label(self, text: str) -> None:
        """Name the x axis, below the panel in the middle of the last row."""
        last = list(self.panels.values())[-self._in_last_row :]
        last[len(last) // 2].set_xlabel(text)

    @property
    def _in_last_row(self) -> int:
        return (len(self.panels) - 1) % MOST + 1


def grid(
    results: Results,
    plot: PlotSettings,
    labels: Sequence[str],
    row: float = 1.0,
    *,
    share_x: bool = False,
    more: float = 0.0,
) -> TaskRows:
    """Axes for each task, its name above, rows named at the left.

    Args:
        results: of the study.
        plot: how figures look.
        labels: names of the rows.
        row: height of a row, in heights of a line.
        share_x: whether all panels have the same x axis.
        more: room for a legend, notes and titles, as a share of the width.
    """
    tasks = results.tasks
    columns, bands = min(MOST, len(tasks)), -(-len(tasks) // MOST)
    height = bands * (0.09 + row * rows.height(labels))
    figure = style.new_figure(plot, height + more)
    every = figure.subplots(bands, columns, squeeze=False, sharex=share_x)
    titles = names.of_tasks(results, tasks, LETTERS)
    for axes in every.flat[len(tasks) :]:
        axes.set_axis_off()
    for place, (axes, task) in enumerate(zip(every.flat, tasks, strict=False)):
        axes.set_title(titles[task])
        rows.name(axes, labels)
        rows.guide(axes, len(labels))
        below = place + columns >= len(tasks)
        axes.tick_params(labelleft=place % columns == 0, labelbottom=below or not share_x)
    return TaskRows(figure, dict(zip(tasks, every.flat, strict=False)))
