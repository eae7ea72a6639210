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
    "error_by_arm": Entry(f"{HERE}.error_by_arm", scoped=False),
    "fronts": Entry(f"{HERE}.fronts", scoped=False, needs="search"),
    "hypervolume": Entry(f"{HERE}.hypervolume", scoped=False, needs="search"),
    "layer_maps": Entry(f"{HERE}.layer_maps", scoped=False, needs="search"),
    "inheritance_cost": Entry(f"{HERE}.inheritance_cost", scoped=False, needs="search"),
    "kept_overlap": Entry(f"{HERE}.kept_overlap", scoped=False, needs="inheritance"),
    "staleness": Entry(f"{HERE}.staleness", scoped=False, needs="inheritance"),
    "early_and_late": Entry(f"{HERE}.early_and_late", scoped=False, needs="inheritance"),
    "ranking": Entry(f"{HERE}.ranking", scoped=False, needs="ranking"),
    "claims_forest": Entry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
    "speed_up": Entry(f"{HERE}.speed_up", scoped=False, needs="search", reads=("deployed",)),
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
