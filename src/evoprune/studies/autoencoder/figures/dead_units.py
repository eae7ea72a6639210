"""Dead units over the epochs: hidden units that no training row activates."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Units that no training row activates, by part of the network, in mode {mode}, each operator "
    "with its published best schedule. Such a unit can be removed without changing any output. "
    "Lines: mean over runs (of the mean over cells); shading: quartiles of the runs. Not published."
)
PARTS = ("encoder", "latent", "decoder")


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw a panel for each part of the network."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.42)
    panels = figure.subplots(1, len(PARTS))
    looks = parts.operator_looks(results)
    arms = list(shown.headline().items())
    for axes, part in zip(panels, PARTS, strict=True):
        for arm in arms:
            curves = shown.curves(*arm, f"dead_units_{part}")
            parts.draw_curves(axes, curves, looks[arm[0]], f"mean {arm[0]}")
        axes.set_title({"latent": "latent layer"}.get(part, f"hidden layers of the {part}"))
        axes.set_ylim(bottom=0)
        parts.epoch_axis(axes, shown)
    panels[0].set_ylabel("dead units (count)")
    keys: list[Artist] = [
        marks.key(
            f"{parts.arm_name(*arm)} (n = {len(shown.curves(*arm, 'dead_units_latent'))})",
            color=looks[arm[0]].colour,
        )
        for arm in arms
    ]
    marks.legend_above(figure, keys, columns=2)
    marks.notes_below(figure, parts.own_notes(shown, plot, arms), plot)
    return figure
