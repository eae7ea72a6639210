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
