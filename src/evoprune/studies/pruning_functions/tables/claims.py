"""Every claim with its verdict, and the numbers of the part that it hangs on."""

from evoprune.report import claims_table
from evoprune.report.tables import Table
from evoprune.studies.pruning_functions.results import Results


def build(results: Results) -> Table:
    """One row a claim."""
    return claims_table.build(results.claims)
