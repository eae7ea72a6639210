"""Training loss over the epochs, with cells pooled as in the published figure."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.pooled import band
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the report epochs in mode {mode}, each operator with its published best "
    "schedule. Lines and shading: mean of the pooled cells of all runs and its 95 % band, as the "
    "published figure has them; rings with bars: published means and bands. The bands take cells "
    "of one ring for independent and are too narrow: for comparison only."
)


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the curves of the headline arms of a scope; L1 is per bit."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.5)
    axes = figure.add_subplot(title=parts.title(scope))
    looks = parts.operator_looks(results)
    arms = list(shown.headline().items())
    keys: list[Artist] = [_draw_arm(axes, shown, plot, arm, looks[arm[0]]) for arm in arms]
    if len(shown.published):
        ring = marks.published_ring("black", 1.6 * plot.marker_size_pt)
        keys.append(marks.key(parts.PUBLISHED_MEAN, linestyle="none", **ring))
    parts.loss_axis(axes)
    parts.epoch_axis(axes, shown)
    marks.legend_above(figure, keys, columns=3)
    marks.notes_below(figure, parts.notes(shown, plot, arms), plot)
    return figure


def _draw_arm(axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, look: Look) -> Artist:
    cells = shown.pooled(*arm, "l1_train")
    epochs = sorted(cells)
    values = [cells[epoch] for epoch in epochs]
    low, high = ([float(band(sign)(v)) for v in values] for sign in (-1, 1))
    axes.fill_between(epochs, low, high, color=look.colour, alpha=0.2, lw=0)
    means = [float(np.mean(v)) for v in values]
    axes.plot(epochs, means, color=look.colour, marker=look.marker, label=f"mean {arm[0]}")
    _draw_published(axes, shown, plot, arm, look)
    number = len(shown.values(*arm, "l1_train"))
    label = f"{parts.arm_name(*arm)} (n = {number})"
    return marks.key(label, color=look.colour, marker=look.marker)


def _draw_published(axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, look: Look) -> None:
    criteria = {"quantity": "l1_train", "operator": arm[0], "schedule": arm[1]}
    criteria["variant"] = str(shown.runs["variant"].iloc[0])
    mean, low, high = (
        publication.curve(shown.published, statistic=name, **criteria)
        for name in ("mean", "band_low", "band_high")
    )
    ring = marks.published_ring(look.colour, 1.6 * plot.marker_size_pt)
    axes.plot(mean.index, mean, linestyle="none", label=f"published {arm[0]}", **ring)
    axes.vlines(low.index, low, high, color=look.colour, lw=1.0)
