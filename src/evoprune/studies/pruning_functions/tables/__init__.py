"""Tables of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Tables

HERE = "evoprune.studies.pruning_functions.tables"

TABLES: dict[str, Entry] = {
    "claims": Entry(f"{HERE}.claims", scoped=False, reads=("claims",)),
    "claim_parts": Entry(f"{HERE}.claim_parts", scoped=False, reads=("claims",)),
}

_CATALOGUE = Tables(TABLES)
available = _CATALOGUE.available
build = _CATALOGUE.build
module = _CATALOGUE.module
reads = _CATALOGUE.reads
