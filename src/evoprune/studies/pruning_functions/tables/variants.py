"""What each variant changes, which quirks of the release it corrects, and who used it."""

from evoprune.report import variants_table
from evoprune.report.tables import Table
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.variants import VARIANTS


def build(results: Results) -> Table:
    """One row a variant of the catalogue, and of those that a config defines itself."""
    return variants_table.build(results.runs, VARIANTS)
