"""Evaluations ranked again, by the arithmetic instead of the geometric mean over tasks.

Source: section 6.6 (V10).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from evoprune.statistics.correlation import kendall
from evoprune.studies.pruning_functions.results import Results

DIGITS = 12
"""Of a mean that is compared."""


class Agreement(NamedTuple):
    """How two means over tasks agree within a run.

    Attributes:
        evaluations: that did not fail.
        tau: Kendall's tau-b of the two means over them; none where it is undefined.
        trees: that are compared: evaluated as often as the champion, at least.
        geometric: the best of them by the geometric mean, by its digest.
        arithmetic: the best by the arithmetic mean.
        lost: what choosing by the arithmetic mean loses in the geometric one.
    """

    evaluations: int
    tau: float | None
    trees: int
    geometric: str
    arithmetic: str
    lost: float


def agreement(results: Results, arm: str, seed: int) -> Agreement | None:
    """Compare both means in a run; none on one task, where they are equal, or if all failed.

    Recorded fitness plays no part, so that arms that evolved by either mean are judged alike.
    """
    table = results.evaluations
    own = table[(table["arm"] == arm) & (table["seed"] == seed) & table["evaluated"]]
    own = own[own["reason"].isna()]
    if own.empty or len(own["accuracies"].iloc[0]) < 2:
        return None
    both = pd.DataFrame([_means(accuracies) for accuracies in own["accuracies"]], index=own.index)
    runs = results.runs
    least = int(runs.loc[(runs["arm"] == arm) & (runs["seed"] == seed), "fitness_samples"].iloc[0])
    trees = both.groupby(own["digest"], sort=False)
    of_trees = trees.mean()[trees.size() >= least]
    if of_trees.empty:
        of_trees = trees.mean()
    first, second = (str(of_trees[name].idxmax()) for name in ("geometric", "arithmetic"))
    lost = of_trees["geometric"][first] - of_trees["geometric"][second]
    tau = kendall(both["geometric"].to_numpy(), both["arithmetic"].to_numpy())
    return Agreement(len(own), tau, len(of_trees), first, second, float(lost))


def _means(accuracies: Mapping[str, list[float]]) -> dict[str, float]:
    """Both means over tasks of the mean accuracies of an evaluation."""
    of_tasks = np.array([np.mean(values) for values in accuracies.values()])
    means = {"geometric": np.prod(of_tasks) ** (1 / len(of_tasks)), "arithmetic": of_tasks.mean()}
    # Equal means tie, in whatever order they were added up.
    return {name: round(float(mean), DIGITS) for name, mean in means.items()}
