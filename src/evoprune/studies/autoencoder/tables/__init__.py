"""Tables of the study by name. One file, one line each; `scoped` ones are built once a mode."""

from evoprune.report.catalogue import Entry, Tables

HERE = "evoprune.studies.autoencoder.tables"

TABLES: dict[str, Entry] = {
    "summary": Entry(f"{HERE}.summary", scoped=True),
    "published_comparison": Entry(f"{HERE}.published_comparison", scoped=True),
    "claims": Entry(f"{HERE}.claims", scoped=False, reads=("claims",)),
    "claim_parts": Entry(f"{HERE}.claim_parts", scoped=False, reads=("claims",)),
    "all_pairs": Entry(f"{HERE}.all_pairs", scoped=True),
    "variants": Entry(f"{HERE}.variants", scoped=False, needs="variants"),
}

_CATALOGUE = Tables(TABLES)
available = _CATALOGUE.available
build = _CATALOGUE.build
module = _CATALOGUE.module
reads = _CATALOGUE.reads
