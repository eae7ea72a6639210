"""Every arm: what its champions are worth, against hand-made functions, and what it took."""

import pandas as pd

from evoprune.report.cells import Row, quartiles, spread, whole
from evoprune.report.tables import Table, number
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "What each arm found: fitness of the champions of its runs, on validation images of the tasks "
    "of evolution, and what it took."
)
NOTES = (
    "Fitness, gain, evaluations of a champion, nodes and noise: median over runs and, in brackets, "
    "quartiles. Fitness: mean accuracy over an arm's tasks, as it knows it: from one evaluation it "
    "is a maximum over noise. Gain: fitness minus the mean fitness of the best hand-made function "
    "over the same run, in points; negative: the hand-made one is better.",
    "Noise: standard deviation of evaluations of the same tree, in points. Evaluations and "
    "failures: of all runs together.",
    "Arms on different tasks have fitness of different scales.",
)
SPREADS = ("fitness", "gain", "fitness_samples", "size", "noise_sd")
COLUMNS = [
    *("arm", "variant", "search", "tasks", "runs"),
    *(f"{name}_{end}" for name in SPREADS for end in ("median", "q1", "q3")),
    *("evaluations", "failures", "failure_share", "trees_median"),
]
HEADINGS = [
    *("arm", "runs", "fitness, %", "gain, points", "its evaluations", "nodes"),
    *("noise, points", "evaluations", "failed, %"),
]


def build(results: Results) -> Table:
    """One row an arm."""
    rows = [_row(results.runs[results.runs["arm"] == arm]) for arm in results.arms]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "runs", "evaluations", "failures")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES)


def _row(own: pd.DataFrame) -> Row:
    evaluations, failures = int(own["evaluations"].sum()), int(own["failures"].sum())
    row: Row = {name: own[name].iloc[0] for name in ("arm", "variant", "search", "tasks")}
    row |= {"runs": len(own), "evaluations": evaluations, "failures": failures}
    row |= {"failure_share": failures / evaluations if evaluations else None}
    for name in SPREADS:
        row |= quartiles(name, own[name])
    return row | {"trees_median": float(own["trees"].median())}


def _display(row: Row) -> Row:
    share = row["failure_share"]
    return {
        "arm": row["arm"],
        "runs": str(row["runs"]),
        "fitness, %": spread(row, "fitness", 2, 100),
        "gain, points": spread(row, "gain", 2, 100),
        "its evaluations": spread(row, "fitness_samples", 0),
        "nodes": spread(row, "size", 0),
        "noise, points": spread(row, "noise_sd", 2, 100),
        "evaluations": str(row["evaluations"]),
        "failed, %": number(None if share is None else 100 * share, 1),
    }
