"""Whether errors of candidates that inherit rank them as training them alone does."""

import pandas as pd

from evoprune.report.cells import Row, estimated, quartiles, spread, whole
from evoprune.report.tables import Table
from evoprune.statistics.paired import hodges_lehmann, hodges_lehmann_interval
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "How the error that a candidate inherits ranks candidates, against the mean error of the same "
    "candidates trained alone."
)
NOTES = (
    "A correlation a run; median over runs and, in brackets, quartiles. Estimate: Hodges-Lehmann "
    "with its exact 95 % interval over runs, none below six of them.",
    "Ceiling: reliability of the mean of the trainings alone, by halves; no correlation can be "
    "expected to be larger than its root. Order: later candidates seem better as the shared "
    "network learns, whatever their widths (quirk 9).",
)
MEASURES = {
    "rank_spearman": "Spearman",
    "rank_kendall": "Kendall",
    "rank_given_flops": "Spearman at equal operations",
    "rank_given_order": "Spearman at equal order of evaluation",
    "rank_last_network": "Spearman, errors on the last network",
    "rank_ceiling": "ceiling",
    "order_effect": "error and order at equal operations",
}
"""Columns of `runs.csv` in words."""
COLUMNS = [
    *("arm", "measure", "runs", "candidates"),
    *(f"correlation_{end}" for end in ("median", "q1", "q3")),
    *("estimate", "low", "high"),
]
HEADINGS = ["arm", "measure", "runs", "candidates", "median", "estimate [95 %]"]


def build(results: Results) -> Table:
    """One row an arm whose candidates were trained alone, and measure."""
    rows = [
        _row(own, name, results.alone)
        for arm in results.arms
        if len(own := _ranked(results, arm))
        for name in MEASURES
    ]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "runs", "candidates")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No candidates trained alone.",))


def _ranked(results: Results, arm: str) -> pd.DataFrame:
    """Completed runs of an arm whose candidates were trained alone."""
    alone = results.alone[["arm", "seed"]].drop_duplicates()
    runs = results.completed.merge(alone, on=["arm", "seed"])
    return runs[runs["arm"] == arm]


def _row(own: pd.DataFrame, name: str, alone: pd.DataFrame) -> Row:
    values = own[name].dropna().astype("float64")
    candidates = alone[alone["arm"] == own["arm"].iloc[0]].groupby("seed").size()
    row: Row = {"arm": own["arm"].iloc[0], "measure": MEASURES[name], "runs": len(values)}
    row |= {"candidates": int(candidates.median())} | quartiles("correlation", values)
    if len(values):
        low, high = hodges_lehmann_interval(values) or (None, None)
        row |= {"estimate": hodges_lehmann(values), "low": low, "high": high}
    return row


def _display(row: Row) -> Row:
    return {
        "arm": row["arm"],
        "measure": row["measure"],
        "runs": str(row["runs"]),
        "candidates": str(row["candidates"]),
        "median": spread(row, "correlation", 2),
        "estimate [95 %]": estimated(row, 2, names=("estimate", "low", "high")),
    }
