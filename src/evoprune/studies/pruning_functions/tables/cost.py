"""What an evaluation of every arm costs, by what the time goes into."""

import pandas as pd

from evoprune.report.cells import Row, quartiles, spread
from evoprune.report.tables import Table
from evoprune.studies.pruning_functions.costs import PARTS, costs
from evoprune.studies.pruning_functions.results import Results

CAPTION = "Processor seconds of an evaluation, by what they go into."
NOTES = (
    "Median over runs and, in brackets, quartiles; failed evaluations count. Overhead: share of "
    "the time that is not retraining. An arm on two tasks retrains twice an evaluation.",
    "On the machines that did the runs.",
)
SPREADS = (*PARTS, "total", "overhead")
COLUMNS = ["arm", "runs", *(f"{name}_{end}" for name in SPREADS for end in ("median", "q1", "q3"))]
HEADINGS = ["arm", "runs", *(f"{name}, s" for name in (*PARTS, "total")), "overhead, %"]


def build(results: Results) -> Table:
    """One row an arm."""
    table = costs(results)
    rows = [_row(arm, table[table["arm"] == arm]) for arm in results.arms]
    data = pd.DataFrame(rows, columns=COLUMNS)
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES)


def _row(arm: str, own: pd.DataFrame) -> Row:
    row: Row = {"arm": arm, "runs": len(own)}
    for name in SPREADS:
        row |= quartiles(name, own[name])
    return row


def _display(row: Row) -> Row:
    seconds = {f"{name}, s": spread(row, name, 3) for name in (*PARTS, "total")}
    shown: Row = {"arm": row["arm"], "runs": str(row["runs"])}
    return shown | seconds | {"overhead, %": spread(row, "overhead", 1, 100)}
