"""Differences between functions on a task, paired by retraining, by whole network."""

from collections.abc import Sequence

import pandas as pd

from evoprune.claims.samples import UnmeasuredError
from evoprune.statistics.paired import PairedComparison, compare
from evoprune.studies.pruning_functions.judging import best_handmade, by_network
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import EVOLVED, RANDOM

METRIC = "accuracy_test"
MARGIN = 0.005
"""Smaller differences in accuracy do not matter: half a point."""


def best_known(results: Results) -> str | None:
    """The hand-made function that is best by validation; none if none was tried or all failed."""
    try:
        return best_handmade(results)
    except UnmeasuredError:
        return None


class Pairs:
    """Test accuracies of functions on tasks, by whole network.

    Trials of the same network and number share batches, whichever function they try. Failed trials
    are left out: they have no network that could be compared.

    Args:
        results: of the study.
    """

    def __init__(self, results: Results) -> None:
        there = results.short[results.short["reason"].isna()].set_index(["base", "seed"])
        self._found = {key: own[METRIC] for key, own in there.groupby(["function", "task"])}

    def of(self, name: str, other: str, task: str) -> tuple[dict[int, float], dict[int, float]]:
        """Accuracies of two functions by whole network: means over retrainings that both have.

        Both are empty where nothing was tried or all failed.
        """
        if not {(name, task), (other, task)} <= self._found.keys():
            return {}, {}
        own = self._found[name, task], self._found[other, task]
        both = own[0].index.intersection(own[1].index)
        first, second = (by_network(values.loc[both]) for values in own)
        return first, second

    def difference(self, name: str, other: str, task: str) -> PairedComparison:
        """Accuracy of a function minus that of another; positive: the first is better."""
        return compare(*self.of(name, other, task))


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
    pairs = Pairs(results)
    rows = [
        {"other": name, "task": task, **pairs.difference(EVOLVED, name, task)._asdict()}
        for name in names
        for task in results.tasks
    ]
    columns = ["other", "task", *PairedComparison._fields]
    return pd.DataFrame(rows, columns=columns)
