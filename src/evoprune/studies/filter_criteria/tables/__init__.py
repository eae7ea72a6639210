"""Tables of the study by name. One file, one line each."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from evoprune.report import catalogue
from evoprune.report.catalogue import Entry

if TYPE_CHECKING:
    from evoprune.report.tables import Table
    from evoprune.studies.filter_criteria.results import Results

HERE = "evoprune.studies.filter_criteria.tables"

TABLES: dict[str, Entry] = {
    "summary": Entry(f"{HERE}.summary", scoped=False),
}


def available(scopes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
    """Ids of the tables of a study with some contents."""
    return catalogue.available(TABLES, scopes, contents)


def build(table_id: str, results: "Results") -> "Table":
    """Build one table.

    Raises:
        ConfigError: there is no such table.
    """
    making, scope = catalogue.resolve("table", TABLES, table_id)
    table: Table = making.build(results, *scope)
    return table


def module(table_id: str) -> str:
    """Dotted name of the module that makes a table.

    Raises:
        ConfigError: there is no such table.
    """
    return catalogue.find("table", TABLES, table_id)[0]


def reads(table_id: str) -> tuple[str, ...]:
    """Files besides the runs that the table is made from: `claims`, `deployed`.

    Raises:
        ConfigError: there is no such table.
    """
    return catalogue.reads("table", TABLES, table_id)
