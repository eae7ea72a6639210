"""Training loss of the best arms when networks are trained for the cross-entropy."""

from matplotlib.figure import Figure

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import comparison
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the report epochs of the best arms when networks are trained for the binary "
    "cross-entropy. The published figure is labelled so; the loss itself was not released. Lines: "
    "mean over runs (of the mean over cells); shading: quartiles of the runs; rings: published "
    "means."
)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw the three arms; L1 is per bit."""
    return comparison.draw(results, plot, "cross_entropy")
