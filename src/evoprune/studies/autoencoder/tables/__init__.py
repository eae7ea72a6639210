"""Tables of the study by name. One file, one line each; `scoped` ones are built once a mode."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from evoprune.report import catalogue
from evoprune.report.catalogue import Entry as TableEntry

if TYPE_CHECKING:
    from evoprune.report.tables import Table
    from evoprune.studies.autoencoder.results import Results

HERE = "evoprune.studies.autoencoder.tables"

TABLES: dict[str, TableEntry] = {
    "summary": TableEntry(f"{HERE}.summary", scoped=True),
    "published_comparison": TableEntry(f"{HERE}.published_comparison", scoped=True),
    "claims": TableEntry(f"{HERE}.claims", scoped=False, reads=("claims",)),
    "claim_parts": TableEntry(f"{HERE}.claim_parts", scoped=False, reads=("claims",)),
    "all_pairs": TableEntry(f"{HERE}.all_pairs", scoped=True),
    "variants": TableEntry(f"{HERE}.variants", scoped=False, needs="variants"),
}


def available(modes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
    """Ids of the tables of a study that has `modes`, e.g. `summary_canonical`."""
    return catalogue.available(TABLES, modes, contents)


def build(table_id: str, results: "Results") -> "Table":
    """Build one table; a mode without runs gives a table without rows.

    Raises:
        ConfigError: there is no such table.
    """
    module, mode = catalogue.resolve("table", TABLES, table_id)
    table: Table = module.build(results, *mode)
    return table


def module(table_id: str) -> str:
    """Dotted name of the module that makes a table.

    Raises:
        ConfigError: there is no such table.
    """
    return catalogue.find("table", TABLES, table_id)[0]


def reads(table_id: str) -> tuple[str, ...]:
    """Files besides the runs that the table is made from: `trade_off`, `claims`.

    Raises:
        ConfigError: there is no such table.
    """
    return catalogue.reads("table", TABLES, table_id)
