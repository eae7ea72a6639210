"""What the small print below figures says of the arms that they show."""

from collections.abc import Iterable, Sequence

from evoprune.report import marks, names
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.results import Results


def notes(
    results: Results, plot: PlotSettings, arms: Sequence[str], more: Iterable[str] = ()
) -> list[str]:
    """Small print: networks and data sets, what is left out, and more lines of the figure's own."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    places = runs[["network", "dataset"]].drop_duplicates()
    line = "; ".join(f"{place.network} on {place.dataset}" for place in places.itertuples()) + "."
    line += names.counted(results, arms)
    return [marks.wrapped(text, plot) for text in (line, *more)]
