"""Tables of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Tables

HERE = "evoprune.studies.filter_criteria.tables"

TABLES: dict[str, Entry] = {
    "summary": Entry(f"{HERE}.summary", scoped=False),
    "criteria": Entry(f"{HERE}.criteria", scoped=False, needs="search"),
    "overlap": Entry(f"{HERE}.overlap", scoped=False, needs="inheritance"),
    "ranking": Entry(f"{HERE}.ranking", scoped=False, needs="ranking"),
    "inheritance": Entry(f"{HERE}.inheritance", scoped=False, needs="inheritance"),
    "layers": Entry(f"{HERE}.layers", scoped=False, needs="search"),
    "speed_up": Entry(f"{HERE}.speed_up", scoped=False, needs="search", reads=("deployed",)),
    "claims": Entry(f"{HERE}.claims", scoped=False, reads=("claims",)),
    "claim_parts": Entry(f"{HERE}.claim_parts", scoped=False, reads=("claims",)),
    "variants": Entry(f"{HERE}.variants", scoped=False),
}

_CATALOGUE = Tables(TABLES)
available = _CATALOGUE.available
build = _CATALOGUE.build
module = _CATALOGUE.module
reads = _CATALOGUE.reads
