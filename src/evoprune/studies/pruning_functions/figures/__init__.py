"""Figures of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Figures

HERE = "evoprune.studies.pruning_functions.figures"

FIGURES: dict[str, Entry] = {
    "claims_forest": Entry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
}

_CATALOGUE = Figures(FIGURES)
available = _CATALOGUE.available
draw = _CATALOGUE.draw
caption = _CATALOGUE.caption
module = _CATALOGUE.module
reads = _CATALOGUE.reads
