"""Evaluations of every arm that failed, by reason and by where their trees come from."""

import pandas as pd

from evoprune.report.cells import Row
from evoprune.report.tables import Table, number
from evoprune.studies.pruning_functions.results import Results

CAPTION = "Evaluations that failed, by arm and reason."
NOTES = (
    "A failed evaluation has the fitness 0 and no retraining behind it. Share: of all evaluations "
    "of the arm. Runs: in which it happened. Trees that fail before they are evaluated, when "
    "children are bred, are not among them.",
)
COLUMNS = ["arm", "reason", "failures", "evaluations", "share", "runs", "trees"]
HEADINGS = ["arm", "reason", "failures", "of", "share, %", "runs", "trees"]
ALL = "all"


def build(results: Results) -> Table:
    """For each arm a row of all failures, and one a reason, the most frequent first."""
    table = results.evaluations[results.evaluations["evaluated"]]
    rows = [row for arm in results.arms for row in _rows(arm, table[table["arm"] == arm])]
    data = pd.DataFrame(rows, columns=COLUMNS)
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES)


def _rows(arm: str, own: pd.DataFrame) -> list[Row]:
    lost = own[own["reason"].notna()]
    groups = {str(reason): lost[lost["reason"] == reason] for reason in sorted(set(lost["reason"]))}
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return [
        {
            "arm": arm,
            "reason": reason,
            "failures": len(group),
            "evaluations": len(own),
            "share": len(group) / len(own) if len(own) else None,
            "runs": group["seed"].nunique(),
            "trees": group["digest"].nunique(),
        }
        for reason, group in [(ALL, lost), *ordered]
    ]


def _display(row: Row) -> Row:
    share = row["share"]
    return {
        "arm": row["arm"],
        "reason": row["reason"],
        "failures": str(row["failures"]),
        "of": str(row["evaluations"]),
        "share, %": number(None if share is None else 100 * share, 1),
        "runs": str(row["runs"]),
        "trees": str(row["trees"]),
    }
