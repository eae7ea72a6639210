"""Final loss over the values of one factor at a time."""

import math

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.results import Results
from evoprune.studies.autoencoder.sweeps import Sweep, sweeps

CAPTION = (
    "Final training L1 (best cell) when one factor is varied around arms that are published "
    "otherwise, a panel a factor. Points: runs; lines join the medians. Values stand at equal "
    "distances; the published value is in bold."
)
COLUMNS = 3
LETTERS = 22
"""More of them do not fit below a panel side by side."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each factor; L1 is per bit."""
    found = sweeps(results)
    if not found:
        return marks.empty_figure(plot, "No runs of sweeps.")
    columns = min(COLUMNS, len(found))
    rows = math.ceil(len(found) / columns)
    figure = style.new_figure(plot, 0.12 + 0.34 * rows)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    names = list(dict.fromkeys(line for sweep in found for line in sweep.lines))
    looks = dict(zip(names, [*style.FALLBACK_LOOKS, *style.OPERATOR_LOOKS.values()], strict=False))
    for axes, sweep in zip(grid.flat, found, strict=False):
        _draw_panel(axes, sweep, looks, plot)
    for axes in grid.flat[len(found) :]:
        axes.remove()
    figure.supylabel(parts.L1_LABEL, fontsize=plot.font_size_pt)
    keys: list[Artist] = [
        marks.key(name, color=looks[name].colour, marker=looks[name].marker) for name in names
    ]
    marks.legend_above(figure, keys, columns=2)
    return figure


def _draw_panel(axes: Axes, sweep: Sweep, looks: dict[str, Look], plot: PlotSettings) -> None:
    axes.set_title(sweep.factor.replace("_", " "))
    width = 0.5 / max(1, len(sweep.lines))
    for number, (name, by_value) in enumerate(sweep.lines.items()):
        look = looks[name]
        shift = (number - (len(sweep.lines) - 1) / 2) * width
        there = [(x, by_value[v]) for x, v in enumerate(sweep.values) if v in by_value]
        for x, values in there:
            axes.plot(
                [x + shift] * len(values),
                values,
                linestyle="none",
                marker=look.marker,
                color=look.colour,
                markersize=0.5 * plot.marker_size_pt,
                alpha=0.5,
                label="run",
            )
        middle = [float(values.median()) for _, values in there]
        axes.plot([x + shift for x, _ in there], middle, color=look.colour, label=f"median {name}")
    names = [value.removeprefix("binary_clusters_") for value in sweep.values]
    axes.set_xticks(range(len(names)), names)
    for label, value in zip(axes.get_xticklabels(), sweep.values, strict=True):
        label.set_fontweight("bold" if value == sweep.published else "normal")
        if sum(map(len, names)) > LETTERS:
            label.set(rotation=30, horizontalalignment="right")
    axes.set_ylim(bottom=0)
    axes.tick_params(labelbottom=True)
