"""Functions ranked on all tasks, as figures and tables show them."""

from typing import NamedTuple

import pandas as pd

from evoprune.studies.pruning_functions.judging import heldout, means
from evoprune.studies.pruning_functions.kinds import CONTROLS, RANKED
from evoprune.studies.pruning_functions.results import Results


class Ranked(NamedTuple):
    """Functions by mean rank, the best first; controls below.

    Attributes:
        kinds: by function, in that order.
        ranks: a row a function, a column a task; 1 is the best.
        accuracies: mean test accuracy, missing where every trial failed.
        failures: number of trials that failed.
        trials: number of all.
        overall: mean rank over tasks.
        unseen: mean rank over held-out tasks, missing where there are none.
    """

    kinds: dict[str, str]
    ranks: pd.DataFrame
    accuracies: pd.DataFrame
    failures: pd.DataFrame
    trials: pd.DataFrame
    overall: "pd.Series[float]"
    unseen: "pd.Series[float]"


def ranked(results: Results) -> Ranked:
    """Rank the functions that have as many trials as each other; champions of runs have fewer."""
    trials = results.short[results.short["kind"].isin([*RANKED, *CONTROLS])]
    kinds = dict(zip(trials["function"], trials["kind"], strict=True))
    every = means(trials).reindex(index=list(kinds), columns=results.tasks).astype(float)
    own = [name for name, kind in kinds.items() if kind in RANKED]
    ranks = every.reindex(own).rank(ascending=False, na_option="bottom")
    rows = {name: _among(every, name, own) for name in kinds if name not in own}
    ranks = pd.concat([ranks, pd.DataFrame(rows).T]) if rows else ranks
    overall = ranks.mean(axis=1)
    order = [*_sorted(overall[own]), *_sorted(overall.drop(own))]
    lost = trials.assign(lost=trials["reason"].notna()).groupby(["function", "task"])["lost"]
    failures, counts = (
        table.unstack("task").reindex(index=order, columns=results.tasks)
        for table in (lost.sum(), lost.size())
    )
    return Ranked(
        {name: kinds[name] for name in order},
        ranks.reindex(index=order, columns=results.tasks),
        every.reindex(index=order),
        failures,
        counts,
        overall[order],
        ranks[heldout(results)].mean(axis=1)[order],
    )


def _among(every: pd.DataFrame, name: str, others: list[str]) -> "pd.Series[float]":
    """Rank that a function would have beside others, by task; the better end of a tie."""
    own, theirs = every.loc[[name]].iloc[0], every.reindex(others)
    return (theirs > own).sum() + (theirs.notna() & own.isna()).sum() + 1.0


def _sorted(overall: "pd.Series[float]") -> list[str]:
    return [str(name) for name in overall.sort_values(kind="stable").index]
