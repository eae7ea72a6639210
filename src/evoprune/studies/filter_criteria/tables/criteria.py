"""Criteria at equal operations: every arm's picks against those of evolved mixed criteria."""

import pandas as pd

from evoprune.evolution.genome import MIXED
from evoprune.report.cells import (
    Row,
    corrected,
    difference,
    estimated,
    quartiles,
    spread,
    whole,
)
from evoprune.report.runs import by_seed
from evoprune.report.tables import Table, probability
from evoprune.statistics.paired import MINIMUM_PAIRS, compare
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.settings import DENSE

CAPTION = (
    "Arms against evolved mixed criteria at equal operations: the member of each front nearest "
    "below the same share of operations, trained from new weights."
)
NOTES = (
    "Error on test images: median over runs and, in brackets, quartiles. Difference: "
    "Hodges-Lehmann estimate of the arm's error minus that of the control, paired by seed, in "
    "points, with its exact 95 % interval; positive: the control is better. The control is the arm "
    "`repaired` with mixed criteria, NSGA-II, inherited weights and a random start, on the same "
    "network and data set.",
    "p: two-sided exact Wilcoxon signed-rank test, corrected by Holm over the arms of a network "
    f"and data set; none below {MINIMUM_PAIRS} common seeds.",
    "Inherited: the same difference when the picks begin with the weights of the search.",
    "Operations: share of the whole network's that the picks have. Picks lie at or below the same "
    "share, so that differences in it remain.",
)
CONTROL = {
    "variant": "repaired",
    "criteria": MIXED,
    "search": "nsga2",
    "weights": "inherit",
    "start": "random",
}
"""Labels of the arm that others are compared with."""
WARM = "error_test_inherited"
INHERITED = ("inherited_difference", "inherited_low", "inherited_high")
COLUMNS = [
    *("arm", "control", "network", "dataset", "runs"),
    *(f"{name}_{end}" for name in ("error", "flops_share") for end in ("median", "q1", "q3")),
    *("pairs", "difference", "low", "high", "p", "p_holm"),
    *INHERITED,
]
HEADINGS = [
    *("arm", "runs", "operations, %", "error, %", "difference [95 %]", "p (Holm)"),
    "inherited [95 %]",
]


def build(results: Results) -> Table:
    """One row an arm that searched and has a control, the control first."""
    rows = [
        row
        for control in _controls(results.runs)
        for row in _place(results.runs, control, results.arms)
    ]
    corrected(rows, "control")
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "runs", "pairs")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No arm `repaired-mixed`.",))


def _controls(runs: pd.DataFrame) -> list[str]:
    """The control of each network and data set."""
    alike = runs[(runs[list(CONTROL)] == pd.Series(CONTROL)).all(axis=1)]
    return list(dict.fromkeys(alike["arm"]))


def _place(runs: pd.DataFrame, control: str, arms: list[str]) -> list[Row]:
    """A row an arm on the network and data set of a control."""
    theirs = runs[runs["arm"] == control]
    first = theirs.iloc[0]
    here = (runs["network"] == first["network"]) & (runs["dataset"] == first["dataset"])
    others = set(runs.loc[here & (runs["criteria"] != DENSE), "arm"]) - {control}
    named = [control, *(arm for arm in arms if arm in others)]
    return [_row(runs[runs["arm"] == arm], theirs) for arm in named]


def _row(own: pd.DataFrame, control: pd.DataFrame) -> Row:
    completed = own[own["status"] == "ok"]
    row: Row = {name: own[name].iloc[0] for name in ("arm", "network", "dataset")}
    row |= {"control": control["arm"].iloc[0], "runs": len(completed), "p": None}
    row |= quartiles("error", completed["error_test"])
    row |= quartiles("flops_share", completed["flops_share"])
    if row["arm"] == row["control"]:
        return row
    inherited = compare(by_seed(own, WARM), by_seed(control, WARM))
    measured = bool(completed[WARM].notna().any())
    row |= difference(compare(by_seed(own, "error_test"), by_seed(control, "error_test")))
    return row | {
        name: value if measured else None
        for name, value in zip(INHERITED, inherited[1:4], strict=True)
    }


def _display(row: Row) -> Row:
    shown = dict.fromkeys(COLUMNS) | row
    return {
        "arm": row["arm"],
        "runs": str(row["runs"]),
        "operations, %": spread(shown, "flops_share", 1, 100),
        "error, %": spread(shown, "error", 2, 100),
        "difference [95 %]": "control" if row["arm"] == row["control"] else estimated(row, 2, 100),
        "p (Holm)": probability(shown["p_holm"]),
        "inherited [95 %]": estimated(row, 2, 100, INHERITED),
    }
