"""Figures of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Figures

HERE = "evoprune.studies.pruning_functions.figures"

FIGURES: dict[str, Entry] = {
    "fitness": Entry(f"{HERE}.fitness", scoped=False),
    "trees": Entry(f"{HERE}.trees", scoped=False),
    "size_fitness": Entry(f"{HERE}.size_fitness", scoped=False),
    "rank_matrix": Entry(f"{HERE}.rank_matrix", scoped=False, needs="transfer"),
    "transfer_forest": Entry(f"{HERE}.transfer_forest", scoped=False, needs="transfer"),
    "proxy": Entry(f"{HERE}.proxy", scoped=False, needs="transfer"),
    "controls": Entry(f"{HERE}.controls", scoped=False, needs="transfer"),
    "cost": Entry(f"{HERE}.cost", scoped=False),
    "claims_forest": Entry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
}

_CATALOGUE = Figures(FIGURES)
available = _CATALOGUE.available
draw = _CATALOGUE.draw
caption = _CATALOGUE.caption
module = _CATALOGUE.module
reads = _CATALOGUE.reads
