"""Final loss of pruning during and after training, with cells pooled as in the published figure."""

from matplotlib.figure import Figure

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import during_versus_after
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the last epoch in mode {mode}: each operator pruning during training with its "
    "published best schedule, and once after it (prune_after). Boxes pool the cells of all runs, "
    "as the published ones (grey, dashed) do: for comparison only, because cells of a ring are not "
    "independent."
)


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw a pair of boxes an operator of a scope; L1 is per bit."""
    return during_versus_after.draw(results, plot, scope, pooled=True)
