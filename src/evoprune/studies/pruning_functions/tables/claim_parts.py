"""Every part of every claim: both sides, effect sizes and what each was decided by."""

from evoprune.report import claim_parts_table
from evoprune.report.tables import Table
from evoprune.studies.pruning_functions.results import Results


def build(results: Results) -> Table:
    """One row a part that was tested."""
    return claim_parts_table.build(results.claims)
