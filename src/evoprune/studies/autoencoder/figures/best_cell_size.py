"""Size of encoder and decoder of each run's best cell, for plain and small networks."""

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.comparison import BEST, Best
from evoprune.studies.autoencoder.results import Results, quantity_of

CAPTION = (
    "Number of parameters of encoder and decoder by the reported count, of the cell that is best "
    "at the last epoch of its run, in rings with random pruning and the exponential schedule, "
    "plain and small networks. Lines: mean over runs; shading: quartiles; rings with bars: "
    "published means with their bands."
)
PARTS = ("encoder", "decoder")


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw one panel for the encoder, one for the decoder; sizes are counts of parameters."""
    figure = style.new_figure(plot, 0.46)
    panels = figure.subplots(1, 2, sharey=True)
    keys: list[Artist] = []
    notes: list[str] = []
    for best in BEST[1:]:
        shown = parts.shown(results, plot, best.scope)
        if shown.curves(*best.arm, "pruned_encoder").empty:
            continue
        for axes, part in zip(panels, PARTS, strict=True):
            _draw(axes, shown, plot, best, part)
        label = f"{parts.title(best.scope)} (n = {len(shown.values(*best.arm, 'l1_train'))})"
        keys.append(marks.key(label, color=best.look.colour))
        notes += parts.notes(shown, plot, [best.arm])
    if not keys:
        return marks.empty_figure(plot, "No runs of random pruning in a ring.")
    panels[0].set_ylim(0, 32.5)
    panels[0].set_ylabel("size (thousand parameters)")
    marks.legend_above(figure, keys, columns=1)
    marks.notes_below(figure, list(dict.fromkeys(notes)), plot)
    return figure


def _draw(axes: Axes, shown: Results, plot: PlotSettings, best: Best, part: str) -> None:
    axes.set_title(part)
    curves = _sizes(shown, best, part) / 1000
    parts.draw_curves(axes, curves, best.look, f"mean {best.scope}")
    criteria = {"quantity": f"{part}_size", "operator": best.arm[0], "schedule": best.arm[1]}
    mean, low, high = (
        publication.curve(shown.published, statistic=f"best_cell_{name}", **criteria) / 1000
        for name in ("mean", "band_low", "band_high")
    )
    ring = marks.published_ring(best.look.colour, 1.6 * plot.marker_size_pt)
    if len(mean):
        axes.plot(
            mean.index,
            mean,
            linestyle="none",
            label=f"published {best.scope}",
            clip_on=False,
            **ring,
        )
    if len(low):
        axes.vlines(low.index, low, high, color=best.look.colour, lw=1.0, clip_on=False)
    parts.epoch_axis(axes, shown)


def _sizes(shown: Results, best: Best, part: str) -> pd.DataFrame:
    """Parameters left by the reported count in the best cells, shape (runs, epochs)."""
    cells = shown.restricted(operator=best.arm[0], schedule=best.arm[1]).best_cells
    left = cells.assign(left=quantity_of(cells, f"{part}_size"))
    return left.pivot_table(index="seed", columns="epoch", values="left").astype(float)
