"""Share of the parameters that is kept, with cells pooled as in the published figure."""

from matplotlib.figure import Figure

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import capacity
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Parameters preserved at the last epoch by the reported count, each operator with its "
    "published best schedule, one panel a mode. Boxes pool the cells of all runs, as the published "
    "ones (grey, dashed) do: for comparison only, because cells of a ring are not independent."
)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw one panel for every mode that has pruned arms; the share is a fraction of 1."""
    return capacity.draw(results, plot, pooled=True)
