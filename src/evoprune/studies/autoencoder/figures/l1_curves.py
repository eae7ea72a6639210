"""Training loss over the epochs, one line an operator with its published best schedule."""

import math
from typing import Any

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
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the report epochs in mode {mode}, each operator with its published best "
    "schedule. Thin lines: runs (mean over the cells of a run); thick lines: mean over runs. "
    "Rings on dashed lines: published means. Dotted: levels of predictors that need no training "
    "or decode perfectly. Arms are shifted sideways a little so that none hides another."
)
FEW_RUNS = 5
SHIFT = 0.008
"""Distance between arms as a share of the epochs."""


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the curves of the headline arms of a scope; L1 is per bit, epochs count from 0."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.52)
    axes = figure.add_subplot(title=parts.title(scope))
    looks = parts.operator_looks(results)
    arms = list(shown.headline().items())
    shifts = SHIFT * shown.last_epoch * (np.arange(len(arms)) - (len(arms) - 1) / 2)
    keys = [
        _draw_arm(axes, shown, plot, arm, looks[arm[0]], float(shift))
        for arm, shift in zip(arms, shifts, strict=True)
    ]
    if shown.dataset == publication.DATASET:
        _draw_reference_levels(axes, plot)
    parts.loss_axis(axes)
    parts.epoch_axis(axes, shown)
    marks.legend_above(figure, [*keys, *_kinds(shown, plot)], columns=3)
    marks.notes_below(figure, parts.notes(shown, plot, arms), plot)
    return figure


def _draw_arm(
    axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, look: Look, shift: float
) -> Artist:
    """Draw one arm, `shift` epochs to the right; return its legend entry."""
    curves = shown.curves(*arm, "l1_train")
    epochs = curves.columns.to_numpy(dtype=np.float64) + shift
    # Many runs fade, so that their means stay in sight.
    fade = min(1.0, math.sqrt(FEW_RUNS / max(len(curves), 1)))
    thin: dict[str, Any] = {
        "lw": plot.run_line_width_pt,
        "alpha": fade * plot.run_opacity,
        "label": "run",
    }
    for seed in curves.index:
        axes.plot(epochs, curves.loc[seed], color=look.colour, zorder=1.5, **thin)
    mean = curves.mean()
    axes.plot(epochs, mean, color=look.colour, marker=look.marker, label=f"mean {arm[0]}")
    rows = publication.curve(shown.published, quantity="l1_train", operator=arm[0], schedule=arm[1])
    ring = marks.published_ring(look.colour, 1.6 * plot.marker_size_pt)
    dashed: dict[str, Any] = {"lw": 0.8, "linestyle": (0, (4, 2)), "label": f"published {arm[0]}"}
    axes.plot(rows.index + shift, rows, color=look.colour, **dashed, **ring)
    label = f"{parts.arm_name(*arm)} (n = {len(curves)})"
    return marks.key(label, color=look.colour, marker=look.marker)


def _draw_reference_levels(axes: Axes, plot: PlotSettings) -> None:
    for name, level in publication.REFERENCE_LEVELS.items():
        axes.axhline(level, color=style.REFERENCE_COLOUR, lw=0.8, linestyle=":", zorder=0)
        axes.annotate(
            f"{name}\n({level:g})",
            (1.01, level),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=0.8 * plot.font_size_pt,
            color="#606060",
        )


def _kinds(shown: Results, plot: PlotSettings) -> list[Artist]:
    """Legend entries of the kinds of line."""
    thin = marks.key("run", color="black", lw=plot.run_line_width_pt)
    kinds: list[Artist] = [thin, marks.key("mean over runs", color="black")]
    if len(shown.published):
        ring = marks.published_ring("black", 1.6 * plot.marker_size_pt)
        dashes = {"color": "black", "lw": 0.8, "linestyle": (0, (4, 2))}
        kinds.append(marks.key(parts.PUBLISHED_MEAN, **dashes, **ring))
    return kinds
