"""Median share of parameters that truly are zero at the end, for every operator and schedule."""

from matplotlib.figure import Figure

from evoprune.report.heatmap import Scale
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import grid, parts
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "True sparsity at the last epoch in mode {mode}: the fraction of parameters that are exactly "
    "zero, median over runs, for every operator and schedule; top strip: no pruning. The colours "
    "end at the largest value, or at 0.1 if all are smaller."
)
SMALLEST_END = 0.1


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the grid of a scope; sparsity is the fraction of parameters removed."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    metric = 1.0 - shown.runs["preserved_nonzero"]
    scale = Scale(0.0, grid.upper_end(metric, SMALLEST_END), "median true sparsity (fraction)")
    return grid.draw(shown, plot, metric, scale)
