"""The best arms of several modes and networks in one picture: what two figures share."""

from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results


class Best(NamedTuple):
    """The best arm of a mode and network, as published."""

    scope: str
    arm: Arm
    look: Look


BEST = (
    Best("canonical", ("none", "none"), Look("#000000", "o")),
    Best("lipi", ("random", "exponential"), Look("#d55e00", "^")),
    Best("lipi_small", ("random", "exponential"), Look("#0072b2", "s")),
)


def draw(results: Results, plot: PlotSettings, variant: str) -> Figure:
    """Draw the training loss of the best arms over the epochs; L1 is per bit."""
    figure = style.new_figure(plot, 0.56)
    axes = figure.add_subplot()
    keys: list[Artist] = []
    notes: list[str] = []
    for best in BEST:
        shown = parts.shown(results, plot, best.scope, variant)
        if not shown.curves(*best.arm, "l1_train").empty:
            keys += _draw_best(axes, shown, plot, best)
            notes += parts.notes(shown, plot, [best.arm])
            parts.epoch_axis(axes, shown)
    if not keys:
        return marks.empty_figure(plot, f"No runs of the best arms with variant {variant}.")
    parts.loss_axis(axes)
    ring = marks.published_ring("black", 1.6 * plot.marker_size_pt)
    if any(_is_published(line) for line in axes.lines):
        keys.append(marks.key(parts.PUBLISHED_MEAN, linestyle="none", **ring))
    marks.legend_above(figure, keys, columns=1)
    marks.notes_below(figure, list(dict.fromkeys(notes)), plot)
    return figure


def _is_published(line: Line2D) -> bool:
    """Whether a line holds published values."""
    return str(line.get_label()).startswith("published") and np.size(line.get_xdata()) > 0


def _draw_best(axes: Axes, shown: Results, plot: PlotSettings, best: Best) -> list[Artist]:
    curves = shown.curves(*best.arm, "l1_train")
    parts.draw_curves(axes, curves, best.look, f"mean {best.scope}", marker=best.look.marker)
    rows = publication.curve(
        shown.published,
        quantity="l1_train",
        operator=best.arm[0],
        schedule=best.arm[1],
        variant=str(shown.runs["variant"].iloc[0]),
    )
    ring = marks.published_ring(best.look.colour, 1.6 * plot.marker_size_pt)
    axes.plot(rows.index, rows, linestyle="none", label=f"published {best.scope}", **ring)
    label = f"{parts.title(best.scope)}: {parts.arm_name(*best.arm)} (n = {len(curves)})"
    return [marks.key(label, color=best.look.colour, marker=best.look.marker)]
