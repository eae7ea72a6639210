"""Tables of the study by name. One file, one line each."""

from evoprune.report.catalogue import Entry, Tables

HERE = "evoprune.studies.pruning_functions.tables"

TABLES: dict[str, Entry] = {
    "summary": Entry(f"{HERE}.summary", scoped=False),
    "functions": Entry(f"{HERE}.functions", scoped=False, needs="transfer"),
    "transfer": Entry(f"{HERE}.transfer", scoped=False, needs="transfer"),
    "ranks": Entry(f"{HERE}.ranks", scoped=False, needs="transfer"),
    "overlap": Entry(f"{HERE}.overlap", scoped=False, needs="transfer"),
    "evaluations": Entry(f"{HERE}.evaluations", scoped=False),
    "cost": Entry(f"{HERE}.cost", scoped=False),
    "arithmetic": Entry(f"{HERE}.arithmetic", scoped=False),
    "claims": Entry(f"{HERE}.claims", scoped=False, reads=("claims",)),
    "claim_parts": Entry(f"{HERE}.claim_parts", scoped=False, reads=("claims",)),
    "variants": Entry(f"{HERE}.variants", scoped=False),
}

_CATALOGUE = Tables(TABLES)
available = _CATALOGUE.available
build = _CATALOGUE.build
module = _CATALOGUE.module
reads = _CATALOGUE.reads
