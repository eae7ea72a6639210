"""Whether the arithmetic mean over tasks would have ranked the evaluations otherwise."""

import pandas as pd

from evoprune.report.cells import Row, quartiles, spread
from evoprune.report.tables import Table, number
from evoprune.studies.pruning_functions.means import agreement
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "All recorded evaluations ranked again by the arithmetic mean over tasks instead of the "
    "geometric one."
)
NOTES = (
    "Tau: Kendall's tau-b of both means over the evaluations of a run that did not fail; median "
    "over runs and, in brackets, quartiles. Another champion: runs in which the best tree is "
    "another one, by mean over its evaluations, among the trees that were evaluated as often as "
    "the run's champion. Loss: how much lower the geometric mean of that tree is, in points, the "
    "largest over runs.",
    "Runs went on from what the geometric mean chose: what an evolution by the arithmetic mean "
    "would have bred is not known from this. Arms on one task are left out: both means are equal.",
)
COLUMNS = [
    *("arm", "runs", "evaluations", "tau_median", "tau_q1", "tau_q3", "tau_min"),
    *("other_champion", "loss_max"),
]
HEADINGS = ["arm", "runs", "evaluations", "tau", "smallest tau", "another champion", "loss, points"]


def build(results: Results) -> Table:
    """One row an arm on several tasks."""
    rows = [row for arm in results.arms if (row := _row(results, arm))]
    data = pd.DataFrame(rows, columns=COLUMNS)
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No arm on several tasks.",))


def _row(results: Results, arm: str) -> Row | None:
    seeds = results.runs.loc[results.runs["arm"] == arm, "seed"]
    every = [found for seed in seeds if (found := agreement(results, arm, int(seed)))]
    if not every:
        return None
    taus = pd.Series([found.tau for found in every], dtype=float)
    return {
        "arm": arm,
        "runs": len(every),
        "evaluations": sum(found.evaluations for found in every),
        **quartiles("tau", taus),
        "tau_min": None if taus.isna().all() else float(taus.min()),
        "other_champion": sum(found.geometric != found.arithmetic for found in every),
        "loss_max": max(found.lost for found in every),
    }


def _display(row: Row) -> Row:
    return {
        "arm": row["arm"],
        "runs": str(row["runs"]),
        "evaluations": str(row["evaluations"]),
        "tau": spread(row, "tau", 3),
        "smallest tau": number(row["tau_min"], 3),
        "another champion": f"{row['other_champion']} of {row['runs']}",
        "loss, points": number(100 * row["loss_max"], 2),
    }
