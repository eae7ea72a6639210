"""Median final training loss of every operator and schedule."""

from matplotlib.figure import Figure

from evoprune.report.heatmap import Scale
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import grid, parts
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the last epoch in mode {mode}, median over runs of the best cell of a run, for "
    "every operator and schedule; top strip: no pruning. The colours run from 0 to 0.5, the loss "
    "of a constant output of 0.5, in every mode."
)
CONSTANT_OUTPUT = 0.5


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the grid of a scope; L1 is per bit, lower is better."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    metric = shown.runs["l1_train"]
    scale = Scale(0.0, grid.upper_end(metric, CONSTANT_OUTPUT), "median training L1 (per bit)")
    return grid.draw(shown, plot, metric, scale)
