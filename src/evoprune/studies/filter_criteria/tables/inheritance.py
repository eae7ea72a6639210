"""What inheritance saves and what it brings: cost of a candidate, errors early and at the end."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from evoprune.report.cells import (
    Row,
    corrected,
    difference,
    estimated,
    whole,
)
from evoprune.report.runs import by_seed
from evoprune.report.tables import Table, number, probability
from evoprune.statistics.paired import (
    MINIMUM_PAIRS,
    PairedComparison,
    compare,
    hodges_lehmann,
    hodges_lehmann_interval,
)
from evoprune.studies.filter_criteria.costs import costs, speed_ups
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "What inheritance saves and brings: the same picks trained from inherited and from new "
    "weights, and the cost of a candidate from scratch over that of one that inherits."
)
NOTES = (
    "Errors: medians of both sides and the Hodges-Lehmann difference, paired by seed, in points, "
    "with its exact 95 % interval; negative: the first is better. Early: on fresh validation "
    "images, after the share of the training that the config says; at the end: on test images. "
    "Other filters: as many of each layer, drawn by chance, with their weights.",
    "p: two-sided exact Wilcoxon signed-rank test, corrected by Holm over the arms of a question; "
    f"none below {MINIMUM_PAIRS} seeds.",
    "Cost: processor seconds and training steps of a new candidate, on the machine that ran the "
    "searches; the ratio is the Hodges-Lehmann estimate over seeds, on logarithms. How long a "
    "candidate is trained is a setting: the ratio says what was asked for, and what scoring, "
    "copying and evaluating add.",
)
QUESTIONS = {
    "inherited or new weights, early": ("error_early_inherited", "error_early"),
    "inherited or new weights, at the end": ("error_test_inherited", "error_test"),
    "inherited or other filters, early": ("error_early_inherited", "error_early_other_filters"),
    "inherited or other filters, at the end": (
        "error_test_inherited",
        "error_test_other_filters",
    ),
}
"""Pairs of columns of `runs.csv`."""
COST, STEPS = "seconds of a candidate, scratch over inherited", "steps of a candidate, likewise"
COLUMNS = [
    *("arm", "question", "unit", "pairs", "first_median", "second_median"),
    *("difference", "low", "high", "p", "p_holm"),
]
HEADINGS = ["arm", "question", "pairs", "first", "second", "difference or ratio [95 %]", "p (Holm)"]
POINTS, RATIO = "points", "ratio"


def build(results: Results) -> Table:
    """One row an arm and question."""
    rows = [*_errors(results), *_ratios(results)]
    corrected(rows, "question")
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "pairs")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No searches with inheritance.",))


def _errors(results: Results) -> Iterator[Row]:
    """Rows of errors, question by question."""
    inherited = results.completed[results.completed["weights"] == "inherit"]
    for question, (first, second) in QUESTIONS.items():
        for arm in results.arms:
            completed = inherited[inherited["arm"] == arm]
            if not completed[first].notna().any():
                continue
            # Both sides are of the same run: one that diverged has neither.
            found = compare(by_seed(completed, first), by_seed(completed, second))
            medians = (float(completed[name].median()) for name in (first, second))
            yield _row(arm, question, POINTS, medians, found)


def _ratios(results: Results) -> Iterator[Row]:
    """Rows of costs: seconds, then steps."""
    table = costs(results)
    for scratch, inherit, ratios, steps in speed_ups(table):
        arms = f"{scratch} over {inherit}"
        sides = table.groupby("arm")[["seconds", "steps"]].median().loc[[scratch, inherit]]
        yield _row(arms, COST, RATIO, sides["seconds"], _ratio(ratios))
        same = PairedComparison(len(ratios), steps, None, None, None)
        yield _row(arms, STEPS, RATIO, sides["steps"], same)


def _ratio(ratios: list[float]) -> PairedComparison:
    logs = np.log(ratios)
    ends = hodges_lehmann_interval(logs)
    low, high = (None, None) if ends is None else (float(np.exp(end)) for end in ends)
    return PairedComparison(len(ratios), float(np.exp(hodges_lehmann(logs))), low, high, None)


def _row(
    arm: str, question: str, unit: str, medians: Iterable[float], found: PairedComparison
) -> Row:
    first, second = medians
    named = {"arm": arm, "question": question, "unit": unit}
    return (
        named | {"first_median": float(first), "second_median": float(second)} | difference(found)
    )


def _display(row: Row) -> Row:
    scale = 100 if row["unit"] == POINTS else 1
    first, second = (number(scale * row[f"{side}_median"], 2) for side in ("first", "second"))
    return {
        "arm": row["arm"],
        "question": row["question"],
        "pairs": str(row["pairs"]),
        "first": first,
        "second": second,
        "difference or ratio [95 %]": estimated(row, 2, scale),
        "p (Holm)": probability(row["p_holm"]),
    }
