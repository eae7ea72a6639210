"""Learning rates of the cells over the epochs: a random walk with a floor."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Learning rates in mode {mode}: after each visit a cell's rate makes a normal step and is cut "
    "off at a floor; it is neither inherited nor selected, so arms with the same seeds have the "
    "same rates. Line: median over the cells of all runs of an arm; shading: quartiles and central "
    "95 %; thin: single cells. Dashed: the rate of canonical training. Not published."
)
CELLS_SHOWN = 10


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the walk of a scope; rates are steps of sign descent."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    # The walk has a stream of its own, so arms with the same seed have the same rates.
    arm = next(iter(shown.headline().items()))
    rates = shown.by_cell(*arm, "learning_rate") * 1e5
    if rates.empty:
        return marks.empty_figure(plot, f"No completed runs of {parts.arm_name(*arm)}.")
    figure = style.new_figure(plot, 0.45)
    axes = figure.add_subplot(title=parts.title(scope))
    for _, cell in list(rates.items())[:CELLS_SHOWN]:
        axes.plot(rates.index, cell, color="#0072b2", lw=0.4, alpha=0.5, label="cell")
    for low, high, opacity in ((0.025, 0.975, 0.12), (0.25, 0.75, 0.25)):
        first, last = (rates.quantile(q, axis=1) for q in (low, high))
        axes.fill_between(rates.index, first, last, color="black", alpha=opacity, lw=0)
    axes.plot(rates.index, rates.median(axis=1), color="black", label="median")
    epochs = np.arange(shown.last_epoch + 1)
    decayed = 0.1 ** (epochs // max(1, len(epochs) // 4))
    axes.plot(epochs, decayed, color=style.REFERENCE_COLOUR, linestyle=(0, (4, 2)), lw=1.0)
    axes.set_ylabel(r"learning rate ($10^{-5}$)")
    axes.set_ylim(bottom=0)
    parts.epoch_axis(axes, shown)
    keys: list[Artist] = [
        marks.key("median of all cells, quartiles, central 95 %", color="black"),
        marks.key(f"{CELLS_SHOWN} cells", color="#0072b2", lw=0.4),
        marks.key("canonical training", color=style.REFERENCE_COLOUR, linestyle=(0, (4, 2))),
    ]
    marks.legend_above(figure, keys, columns=3)
    number = f"{rates.shape[1]} cells of {len(shown.values(*arm, 'l1_train'))} runs."
    marks.notes_below(figure, [number, *parts.own_notes(shown, plot, [arm])], plot)
    return figure
