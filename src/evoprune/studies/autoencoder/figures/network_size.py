"""Size of encoder and decoder over the epochs: by the reported count, and as it truly is."""

from typing import Any

import pandas as pd
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
    "Number of parameters of encoder and decoder in mode {mode}. Solid: by the reported count, a "
    "snapshot of the last pruning event (mean over runs of the mean over cells; shading: quartiles "
    "of the runs). Thin dashed: parameters that truly are not zero. Rings with bars: published "
    "means with their bands; open squares: points of the published curves that are described."
)
PARTS = ("encoder", "decoder")


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw one panel for the encoder, one for the decoder; sizes are counts of parameters."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.5)
    panels = figure.subplots(1, 2, sharey=True)
    looks = parts.operator_looks(results)
    arms = list(shown.headline().items())
    for axes, part in zip(panels, PARTS, strict=True):
        for arm in arms:
            _draw_arm(axes, shown, plot, arm, part, looks[arm[0]])
        _finish_panel(axes, shown, part)
    panels[0].set_ylim(0, 1.05 * max(_full_size(shown, part) for part in PARTS) or 1.0)
    panels[0].set_ylabel("size (thousand parameters)")
    marks.legend_above(figure, _keys(shown, plot, arms, looks), columns=3)
    marks.notes_below(figure, parts.notes(shown, plot, arms), plot)
    return figure


def sizes(shown: Results, arm: Arm, part: str, removed: str) -> pd.DataFrame:
    """Parameters left, shape (runs, epochs): `removed` is `pruned` (reported) or `zeros` (true)."""
    return shown.curves(*arm, f"parameters_{part}") - shown.curves(*arm, f"{removed}_{part}")


def _draw_arm(
    axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, part: str, look: Look
) -> None:
    reported, true = (sizes(shown, arm, part, removed) / 1000 for removed in ("pruned", "zeros"))
    if reported.empty:
        return
    epochs, colour = reported.columns, look.colour
    first, third = (reported.quantile(q) for q in (0.25, 0.75))
    axes.fill_between(epochs, first, third, color=colour, alpha=0.15, lw=0)
    axes.plot(epochs, reported.mean(), color=colour, label=f"reported {arm[0]}")
    dashed: dict[str, Any] = {"lw": 0.6 * plot.line_width_pt, "linestyle": (0, (3, 1.5))}
    axes.plot(epochs, true.mean(), color=colour, label=f"true {arm[0]}", **dashed)
    _draw_published(axes, shown, plot, arm, f"{part}_size", colour)


def _draw_published(
    axes: Axes, shown: Results, plot: PlotSettings, arm: Arm, quantity: str, colour: str
) -> None:
    criteria = {"quantity": quantity, "operator": arm[0], "schedule": arm[1]}
    values = {
        statistic: publication.curve(shown.published, statistic=statistic, **criteria) / 1000
        for statistic in ("mean", "mean_about", "band_low", "band_high")
    }
    ring = marks.published_ring(colour, 1.6 * plot.marker_size_pt)
    outside: dict[str, Any] = {"linestyle": "none", "clip_on": False, "zorder": 4}
    for statistic, marker in (("mean", "o"), ("mean_about", "s")):
        rows = values[statistic]
        # The layout cannot measure unclipped artists without data.
        if len(rows):
            shape = outside | ring | {"marker": marker, "label": f"{statistic} {arm[0]}"}
            axes.plot(rows.index, rows, **shape)
    low, high = values["band_low"], values["band_high"]
    if len(low):
        axes.vlines(low.index, low, high, color=colour, lw=1.0, clip_on=False)


def _finish_panel(axes: Axes, shown: Results, part: str) -> None:
    full = _full_size(shown, part)
    axes.axhline(full, color=style.REFERENCE_COLOUR, lw=0.8, linestyle=":", zorder=0)
    axes.set_title(f"{part} (full size {1000 * full:,.0f})")
    parts.epoch_axis(axes, shown)


def _full_size(shown: Results, part: str) -> float:
    """Thousand parameters of the unpruned part, 0 without history."""
    return float(shown.history[f"parameters_{part}"].max()) / 1000 if len(shown.history) else 0.0


def _keys(
    shown: Results, plot: PlotSettings, arms: list[Arm], looks: dict[str, Look]
) -> list[Artist]:
    keys: list[Artist] = []
    for arm in arms:
        label = f"{parts.arm_name(*arm)} (n = {len(shown.curves(*arm, 'pruned_encoder'))})"
        keys.append(marks.key(label, color=looks[arm[0]].colour))
    thin = {"lw": 0.6 * plot.line_width_pt, "linestyle": (0, (3, 1.5))}
    keys.append(marks.key("by the reported count", color="black"))
    keys.append(marks.key("truly non-zero", color="black", **thin))
    if len(shown.published):
        ring = marks.published_ring("black", 1.6 * plot.marker_size_pt)
        keys.append(marks.key(parts.PUBLISHED_MEAN, linestyle="none", **ring))
        about = ring | {"marker": "s", "linestyle": "none"}
        keys.append(marks.key("published curve, as described", **about))
    return keys
