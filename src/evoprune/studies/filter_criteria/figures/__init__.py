"""Figures of the study by name. One file, one line each."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from evoprune.report import catalogue
from evoprune.report.catalogue import Entry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evoprune.report.settings import PlotSettings
    from evoprune.studies.filter_criteria.results import Results

HERE = "evoprune.studies.filter_criteria.figures"

FIGURES: dict[str, Entry] = {
    "fronts": Entry(f"{HERE}.fronts", scoped=False, needs="search"),
    "claims_forest": Entry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
}


def available(scopes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
    """Ids of the figures of a study with some contents."""
    return catalogue.available(FIGURES, scopes, contents)


def draw(figure_id: str, results: "Results", plot: "PlotSettings") -> "Figure":
    """Draw one figure.

    Raises:
        ConfigError: there is no such figure.
    """
    from evoprune.report import style

    drawing, scope = catalogue.resolve("figure", FIGURES, figure_id)
    with style.rc(plot):
        figure: Figure = drawing.draw(results, plot, *scope)
        return style.freeze(figure)


def caption(figure_id: str) -> str:
    """What the figure shows, for the report and the paper.

    Raises:
        ConfigError: there is no such figure.
    """
    return str(catalogue.resolve("figure", FIGURES, figure_id)[0].CAPTION)


def module(figure_id: str) -> str:
    """Dotted name of the module that makes a figure.

    Raises:
        ConfigError: there is no such figure.
    """
    return catalogue.find("figure", FIGURES, figure_id)[0]


def reads(figure_id: str) -> tuple[str, ...]:
    """Files besides the runs that the figure is made from: `claims`, `deployed`.

    Raises:
        ConfigError: there is no such figure.
    """
    return catalogue.reads("figure", FIGURES, figure_id)
