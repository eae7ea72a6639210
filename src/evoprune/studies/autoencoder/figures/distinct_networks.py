"""How many different networks a ring still is, over the epochs."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Effective number of distinct networks among the cells in mode {mode}, each operator with its "
    "published best schedule: the square of the number of cells over the sum of the squared "
    "correlations between their first layers, 1 if all are copies of one network. Lines: mean over "
    "runs; shading: quartiles of the runs. Not published."
)


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw a line an operator."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.42)
    axes = figure.add_subplot(title=parts.title(scope))
    looks = parts.operator_looks(results)
    arms = list(shown.headline().items())
    keys: list[Artist] = []
    for arm in arms:
        curves = shown.curves(*arm, "effective_networks")
        look = looks[arm[0]]
        parts.draw_curves(axes, curves, look, f"mean {arm[0]}", marker=look.marker, markersize=2.5)
        label = f"{parts.arm_name(*arm)} (n = {len(curves)})"
        keys.append(marks.key(label, color=look.colour, marker=look.marker))
    axes.axhline(1, color=style.REFERENCE_COLOUR, lw=0.8, linestyle=":", zorder=0)
    axes.set_ylabel("effective number of networks")
    axes.set_ylim(bottom=0)
    parts.epoch_axis(axes, shown)
    marks.legend_above(figure, keys, columns=2)
    marks.notes_below(figure, parts.own_notes(shown, plot, arms), plot)
    return figure
