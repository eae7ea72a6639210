"""Every function on every task: its accuracy, and its difference to the best hand-made one."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from evoprune.report.cells import Row, corrected, estimated, whole
from evoprune.report.cells import difference as compared
from evoprune.report.tables import Table, number, probability
from evoprune.statistics.paired import MINIMUM_PAIRS
from evoprune.studies.pruning_functions.comparing import Pairs, best_known
from evoprune.studies.pruning_functions.judging import heldout
from evoprune.studies.pruning_functions.kinds import CONTROLS
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Functions on tasks: accuracy after pruning and retraining, and the difference to the best "
    "hand-made function{best}."
)
NOTES = (
    "Accuracies in percent: mean over trials, with the standard deviation for test images. The "
    "best hand-made function is named by validation on the tasks of evolution, or on these if "
    "functions were tried on no others. n: trials that did not fail, and failures.",
    "Difference: Hodges-Lehmann estimate of the test accuracy of the function minus that of the "
    "best hand-made one, in points, over whole networks (pairs), each the mean over retrainings "
    "with the same batches, with its exact 95 % interval; positive: the function is better. "
    "Retrainings with a failure are left out.",
    "p: two-sided exact Wilcoxon signed-rank test, corrected by Holm over the functions of a task, "
    f"champions of runs and controls each by themselves; none below {MINIMUM_PAIRS} networks.",
)
FAMILIES = {"champion": "champions", **dict.fromkeys(CONTROLS, "controls")}
"""Kinds that are tested by themselves."""
COLUMNS = [
    *("function", "kind", "task", "held_out", "n", "failures", "validation_mean"),
    *("test_mean", "test_sd", "family", "pairs", "difference", "low", "high", "p", "p_holm"),
]
HEADINGS = [
    *("task", "function", "n", "validation, %", "test, %", "sd, points"),
    *("difference [95 %]", "p (Holm)"),
]


def build(results: Results) -> Table:
    """One row a task and function, task by task."""
    best = best_known(results)
    pairs, unseen = Pairs(results), heldout(results)
    rows = []
    for (task, function, kind), own in _groups(results):
        row = _row(own) | {"function": function, "kind": kind, "task": task}
        row |= {"held_out": task in unseen, "p": None}
        row |= {"family": f"{task}, {FAMILIES.get(kind, 'functions')}"}
        if best not in (None, function):
            row |= compared(pairs.difference(function, best, task))
        rows.append(row)
    corrected(rows, "family")
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "n", "failures", "pairs")
    display = pd.DataFrame([_display(row, best) for row in rows], columns=HEADINGS, dtype=str)
    caption = CAPTION.format(best=f", {best}" if best else "")
    return Table(data, display, caption, NOTES if rows else ("No transfer.",))


def _groups(results: Results) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Trials of each function, task by task, in the order of the table."""
    groups: Any = results.short.groupby(["task", "function", "kind"], sort=False)
    found = dict(iter(groups))
    tasks = {task: place for place, task in enumerate(results.tasks)}
    yield from sorted(found.items(), key=lambda item: tasks[item[0][0]])


def _row(every: pd.DataFrame) -> Row:
    """Means of the trials of a function on a task that did not fail."""
    own = every[every["reason"].isna()]
    return {
        "n": len(own),
        "failures": len(every) - len(own),
        "validation_mean": own["accuracy_validation"].mean(),
        "test_mean": own["accuracy_test"].mean(),
        "test_sd": own["accuracy_test"].std(),
    }


def _display(row: Row, best: str | None) -> Row:
    lost = f", {row['failures']} failed" if row["failures"] else ""
    shown = dict.fromkeys(COLUMNS) | row
    mean, sd, validation = (row[name] for name in ("test_mean", "test_sd", "validation_mean"))
    return {
        "task": row["task"] + (" (held out)" if row["held_out"] else ""),
        "function": row["function"],
        "n": f"{row['n']}{lost}",
        "validation, %": number(100 * validation, 2),
        "test, %": number(100 * mean, 2),
        "sd, points": number(100 * sd, 2),
        "difference [95 %]": "best" if row["function"] == best else estimated(shown, 2, 100),
        "p (Holm)": probability(shown["p_holm"]),
    }
