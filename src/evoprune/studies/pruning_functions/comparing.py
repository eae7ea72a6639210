"""Differences between functions on a task, paired by whole network and retraining."""

from collections.abc import Sequence

import pandas as pd

from evoprune.claims.samples import UnmeasuredError
from evoprune.statistics.paired import PairedComparison, compare
from evoprune.studies.pruning_functions.contenders import EVOLVED, RANDOM
from evoprune.studies.pruning_functions.judging import best_handmade
from evoprune.studies.pruning_functions.results import Results

METRIC = "accuracy_test"
MARGIN = 0.005
"""Smaller differences in accuracy do not matter: half a point."""


def best_known(results: Results) -> str | None:
    """The hand-made function that is best by validation; none where none was tried or all failed."""
    try:
        return best_handmade(results)
    except UnmeasuredError:
        return None


def by_pair(results: Results, name: str, task: str, column: str = METRIC) -> dict[int, float]:
    """A column of the trials of a function on a task, by number of the pair.

    Trials of the same whole network and number share batches, and have the same number in all
    functions. Failed trials are left out: they have no network that could be compared.
    """
    own = results.short[(results.short["function"] == name) & (results.short["task"] == task)]
    pairs = _pairs(results)
    there = own[own["reason"].isna()]
    keys = zip(there["base"], there["seed"], strict=True)
    return {pairs[key]: float(value) for key, value in zip(keys, there[column], strict=True)}


def _pairs(results: Results) -> dict[tuple[int, int], int]:
    every = sorted(set(zip(results.short["base"], results.short["seed"], strict=True)))
    return {key: number for number, key in enumerate(every)}


def difference(results: Results, name: str, other: str, task: str) -> PairedComparison:
    """Accuracy of a function minus that of another; positive: the first is better."""
    return compare(by_pair(results, name, task), by_pair(results, other, task))


def rivals(results: Results) -> list[str]:
    """What `evolved` is compared with: the best hand-made function, chance, the other hand-made."""
    best = best_known(results)
    there = set(results.short["function"])
    first = [name for name in (best, RANDOM) if name in there]
    rows = results.short[results.short["kind"] == "handmade"]
    handmade = list(dict.fromkeys(map(str, rows["function"])))
    return [str(name) for name in dict.fromkeys([*first, *handmade])]


def evolved_differences(results: Results, names: Sequence[str]) -> pd.DataFrame:
    """`evolved` minus each function on each task: a row each, by `other` and `task`."""
    rows = [
        {"other": name, "task": task, **difference(results, EVOLVED, name, task)._asdict()}
        for name in names
        for task in results.tasks
    ]
    columns = ["other", "task", *PairedComparison._fields]
    return pd.DataFrame(rows, columns=columns)
