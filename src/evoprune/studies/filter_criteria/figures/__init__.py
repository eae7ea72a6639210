"""Figures of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Figures

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

_CATALOGUE = Figures(FIGURES)
available = _CATALOGUE.available
draw = _CATALOGUE.draw
caption = _CATALOGUE.caption
module = _CATALOGUE.module
reads = _CATALOGUE.reads
