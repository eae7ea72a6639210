"""How functions compare over tasks: joint accuracies, ranks, and the best by validation."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evoprune.claims.samples import UnmeasuredError
from evoprune.statistics.correlation import spearman
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import champion_name

KNOWN = ("handmade", "published", "random")
"""Kinds of functions that no run has found."""


def joint(trials: pd.DataFrame, tasks: Sequence[str], column: str) -> pd.Series:
    """Geometric mean of a column over tasks, by whole network and retraining.

    Args:
        trials: of one function.
        tasks: all of which a pair must have.
        column: of the trials.

    Returns:
        By base and seed; pairs with a failure on a task are missing.
    """
    of_tasks = trials[trials["task"].isin(list(tasks)) & trials["reason"].isna()]
    wide = of_tasks.pivot(index=["base", "seed"], columns="task", values=column)
    if set(wide.columns) != set(tasks):
        return pd.Series(dtype=float)
    products: pd.Series = wide.dropna().prod(axis=1)
    return products ** (1 / len(tasks))


def by_network(by_retraining: pd.Series) -> dict[int, float]:
    """Mean over the retrainings of each whole network: what differences between functions rest on.

    A function keeps the same channels of a network in each of its retrainings, so that these say
    little about other networks. Source: section 6.6 (V5, the network as block).

    Args:
        by_retraining: by base and seed.
    """
    means = by_retraining.groupby(level="base").mean()
    return dict(zip(means.index.tolist(), means.tolist(), strict=True))


def means(trials: pd.DataFrame, column: str = "accuracy_test") -> pd.DataFrame:
    """Mean of a column: a row a function, a column a task; missing where all trials failed."""
    return trials.pivot_table(
        index="function", columns="task", values=column, aggfunc="mean", sort=False
    )


def best_handmade(results: Results) -> str:
    """The hand-made function that is best by validation on the tasks of evolution.

    Where functions were tried on none of them, all tasks decide.

    Raises:
        UnmeasuredError: none was tried, or all failed.
    """
    trials = results.short
    handmade = trials[trials["kind"] == "handmade"]
    tasks = [task for task in results.evolved_on if task in results.tasks] or results.tasks
    scored = {
        str(name): joint(own, tasks, "accuracy_validation").mean()
        for name, own in handmade.groupby("function", sort=False)
    }
    there = {name: value for name, value in scored.items() if not np.isnan(value)}
    if not there:
        raise UnmeasuredError("no hand-made function was tried on the tasks of evolution")
    return max(there, key=lambda name: there[name])


def ranks(results: Results, names: Sequence[str]) -> pd.DataFrame:
    """Ranks by mean test accuracy on each task, 1 the best; functions that failed rank last.

    Args:
        results: of the study.
        names: functions that are ranked with each other.
    """
    table = means(results.short[results.short["function"].isin(list(names))]).reindex(list(names))
    return table.rank(ascending=False, na_option="bottom")


def heldout(results: Results) -> list[str]:
    """Tasks that no arm evolved on."""
    return [task for task in results.tasks if task not in results.evolved_on]


def heldout_ranks(results: Results, arm: str) -> dict[int, float]:
    """Mean rank of each run's champion among known functions on held-out tasks, by seed.

    All are judged by the retrainings that champions have.
    """
    found, trials = {}, results.short
    known = list(dict.fromkeys(trials.loc[trials["kind"].isin(KNOWN), "function"]))
    for seed in results.runs.loc[results.runs["arm"] == arm, "seed"]:
        name = champion_name(arm, int(seed))
        own = trials[trials["function"] == name]
        same = trials[trials["seed"].isin(set(own["seed"])) & trials["task"].isin(heldout(results))]
        table = means(same).reindex([*known, name])
        if len(own) and len(table.columns):
            ranked = table.rank(ascending=False, na_option="bottom")
            found[int(seed)] = float(ranked.loc[name].to_numpy(dtype=float).mean())
    return found


def proxy_correlations(results: Results, task: str) -> dict[int, float]:
    """Spearman correlation over functions of short with longer retraining, by whole network.

    On each length a function's mean over the retrainings of that network counts.
    """
    own = results.transfer[(results.transfer["task"] == task) & results.transfer["reason"].isna()]
    length = np.where(own["longer"] > 1, "long", "short")
    table = own.assign(length=length).pivot_table(
        index=["base", "function"], columns="length", values="accuracy_validation"
    )
    if set(table) != {"long", "short"}:
        return {}
    found = {}
    for base, both in table.dropna().groupby(level="base"):
        value = spearman(both["short"].tolist(), both["long"].tolist())
        if value is not None:
            found[int(str(base))] = value
    return found
