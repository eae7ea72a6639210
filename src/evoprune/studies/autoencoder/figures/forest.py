"""Effects with their intervals, one a row."""

from typing import NamedTuple

from matplotlib.figure import Figure

from evoprune.report import style
from evoprune.report.settings import PlotSettings
from evoprune.statistics.paired import PairedComparison

HEIGHT = 0.028
"""Height of a row as a share of the width."""


class Row(NamedTuple):
    """An effect and what it is called."""

    label: str
    change: PairedComparison


def draw(plot: PlotSettings, rows: list[Row], label: str) -> Figure:
    """Draw effects from top to bottom."""
    figure = style.new_figure(plot, 0.14 + HEIGHT * len(rows))
    axes = figure.add_subplot()
    for place, (_, change) in enumerate(rows):
        if change.effect is None:
            continue
        if change.low is not None and change.high is not None:
            axes.hlines(place, change.low, change.high, color="black", lw=1.0)
        axes.plot(change.effect, place, color="black", marker="o", linestyle="none", label="effect")
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel(label)
    axes.grid(axis="y", color="#e6e6e6", lw=0.5)
    axes.set_axisbelow(True)
    return figure
