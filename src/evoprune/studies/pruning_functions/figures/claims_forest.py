"""Every difference that a claim is about, in units of its margin, with its verdict."""

from matplotlib.figure import Figure

from evoprune.report import claims_forest
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.results import Results

CAPTION = claims_forest.CAPTION


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row a difference; effects are in units of the margins."""
    return claims_forest.draw(results.claims, plot)
