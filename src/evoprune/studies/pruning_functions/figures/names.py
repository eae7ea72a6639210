"""What tasks are called in figures, and the small print below them."""

from collections.abc import Iterable, Sequence

import pandas as pd

from evoprune.report import marks, names
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.judging import heldout
from evoprune.studies.pruning_functions.results import Results

HELD_OUT = "held out"


def of_tasks(results: Results, tasks: Sequence[str], letters: int) -> dict[str, str]:
    """Names of tasks in lines, those that no arm evolved on marked."""
    unseen = heldout(results)
    return {
        task: names.wrapped(task, letters) + (f" ({HELD_OUT})" if task in unseen else "")
        for task in tasks
    }


def of_runs(
    results: Results, plot: PlotSettings, arms: Sequence[str], more: Iterable[str] = ()
) -> list[str]:
    """Small print of figures of arms: how many runs they have, and more lines."""
    lines = (names.counted(results, arms).strip(), *more)
    return [marks.wrapped(line, plot) for line in lines if line]


def of_trials(results: Results, plot: PlotSettings, more: Iterable[str] = ()) -> list[str]:
    """Small print of figures of functions on tasks: networks, retrainings, failures."""
    trials = results.short
    bases = trials.groupby("task")["base"].nunique()
    tries = trials[trials["kind"] != "champion"].groupby(["function", "task"]).size()
    line = (
        f"n = {_span(tries, 'trial')} of a function on a task, "
        f"on {_span(bases, 'whole network')} of it."
    )
    if bases.max() == 1:
        line += " Nothing here says how functions do on others."
    lost = trials[trials["reason"].notna()]
    if len(lost):
        what = ", ".join(f"{n} {reason}" for reason, n in lost["reason"].value_counts().items())
        line += f" {len(lost)} of {len(trials)} trials failed ({what})."
    return [marks.wrapped(text, plot) for text in (line, *more)]


def _span(counts: "pd.Series[int]", word: str) -> str:
    low, high = counts.min(), counts.max()
    count = f"{low}" if low == high else f"{low} to {high}"
    return f"{count} {word}{'' if high == 1 else 's'}"
