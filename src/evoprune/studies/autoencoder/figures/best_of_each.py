"""Training loss of the best arm of canonical training, of the ring, and of rings of small nets."""

from matplotlib.figure import Figure

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import comparison
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Training L1 at the report epochs of the arms that were published as best: canonical training "
    "without pruning, and random pruning with the exponential schedule in the ring, with plain and "
    "with small networks. Lines: mean over runs (of the mean over cells); shading: quartiles of "
    "the runs; rings: published means."
)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw the three arms; L1 is per bit."""
    return comparison.draw(results, plot, "published")
