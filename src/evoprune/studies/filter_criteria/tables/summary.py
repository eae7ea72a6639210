"""Every arm: accuracy before and after pruning, what was cut, and what the search cost."""

import pandas as pd

from evoprune.report.cells import (
    Row,
    estimated,
    quartiles,
    spread,
    whole,
)
from evoprune.report.runs import by_seed
from evoprune.report.tables import Table
from evoprune.statistics.paired import compare
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.settings import DENSE

CAPTION = (
    "What each arm found: the front's member nearest below the wanted share of operations, trained "
    "from new weights on training and validation images, against the whole network, trained so too."
)
NOTES = (
    "Accuracy on test images, cuts and times: median over runs and, in brackets, quartiles. "
    "Before: the whole network on the same data set. Cut: share of the whole network that was "
    "removed.",
    "Change: Hodges-Lehmann difference of accuracy after and before, paired by seed, in points, "
    "with its exact 95 % interval; there is none below six common seeds.",
    "Search: processor time of the search alone, on the machine that ran it.",
)
DIVERGED = "Runs that diverged are left out of medians and rank worst in the change."
CHANGE = ("change", "change_low", "change_high")
CUTS = ("flops", "macs", "parameters")
SPREADS = ("accuracy_before", "accuracy", *(f"{name}_cut" for name in CUTS), "search_seconds")
COLUMNS = [
    *("arm", "network", "dataset", "runs", "diverged"),
    *(f"{name}_{suffix}" for name in SPREADS[:2] for suffix in ("median", "q1", "q3")),
    *("pairs", *CHANGE),
    *(f"{name}_{suffix}" for name in SPREADS[2:] for suffix in ("median", "q1", "q3")),
]
HEADINGS = [
    *("arm", "runs", "before, %", "after, %", "change [95 %]", "FLOPs cut, %"),
    *("parameters cut, %", "search, s"),
]


def build(results: Results) -> Table:
    """One row an arm."""
    search = results.timings.get("cpu_seconds_search")
    times = results.timings[["arm", "seed"]].assign(search_seconds=search)
    runs = results.runs.merge(times, on=["arm", "seed"], how="left")
    runs["accuracy"] = 1 - runs["error_test"]
    for name in CUTS:
        runs[f"{name}_cut"] = 1 - runs[f"{name}_share"]
    rows = [_row(runs, arm) for arm in results.arms]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "runs", "diverged", "pairs")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    lost = any(row["diverged"] for row in rows)
    return Table(data, display, CAPTION, (*NOTES, *([DIVERGED] if lost else [])))


def _row(runs: pd.DataFrame, arm: str) -> Row:
    own = runs[runs["arm"] == arm]
    completed = own[own["status"] == "ok"]
    first = own.iloc[0]
    row: Row = {name: first[name] for name in ("arm", "network", "dataset")}
    row |= {"runs": len(completed), "diverged": len(own) - len(completed)}
    for name in SPREADS[1:]:
        row |= quartiles(name, completed[name])
    if first["criteria"] != DENSE:
        row |= _change(own, _before(runs, first))
    return row


def _before(runs: pd.DataFrame, arm: "pd.Series[str]") -> pd.DataFrame:
    """Runs of the whole network of an arm on its data set."""
    alike = (runs["network"] == arm["network"]) & (runs["dataset"] == arm["dataset"])
    return runs[alike & (runs["criteria"] == DENSE)]


def _change(own: pd.DataFrame, before: pd.DataFrame) -> Row:
    """Accuracy before, and the difference; errors rank, so that diverged runs are worst."""
    found = compare(by_seed(own, "error_test"), by_seed(before, "error_test"))
    # A larger error is a smaller accuracy: the ends change places.
    ends = zip(CHANGE, (found.effect, found.high, found.low), strict=True)
    negated = {name: None if value is None else 0.0 - value for name, value in ends}
    completed = before.loc[before["status"] == "ok", "accuracy"]
    return quartiles("accuracy_before", completed) | {"pairs": found.pairs} | negated


def _display(row: Row) -> Row:
    shown = dict.fromkeys(COLUMNS) | row
    return {
        "arm": row["arm"],
        "runs": f"{row['runs']} of {row['runs'] + row['diverged']}"
        if row["diverged"]
        else str(row["runs"]),
        "before, %": spread(shown, "accuracy_before", 2, 100),
        "after, %": spread(shown, "accuracy", 2, 100),
        "change [95 %]": estimated(row, 2, 100, CHANGE),
        "FLOPs cut, %": spread(shown, "flops_cut", 1, 100),
        "parameters cut, %": spread(shown, "parameters_cut", 1, 100),
        "search, s": spread(shown, "search_seconds", 0),
    }
