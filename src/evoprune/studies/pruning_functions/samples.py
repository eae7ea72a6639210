"""The study as its claims see it: one number a run, or one a trial of a function.

`ARM` is an arm of evolution, whose seeds are runs; or a function that was tried on tasks, whose
seeds are whole networks, with the mean over their retrainings; or one of `words`.
"""

from collections import defaultdict
from io import BytesIO

import numpy as np
import pandas as pd

from evoprune import artifacts
from evoprune.claims.samples import UnmeasuredError
from evoprune.errors import ConfigError
from evoprune.studies.pruning_functions.judging import (
    best_handmade,
    by_network,
    heldout_ranks,
    joint,
    proxy_correlations,
)
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import BEST_HANDMADE, ENGINE, EVOLVED, PROXY

MEASURED = (
    "accuracy_validation",
    "accuracy_test",
    "accuracy_pruned",
    "macs_share",
    "parameters_share",
)
"""Columns of `transfer.csv` that are asked for as `METRIC@TASK`."""


class RunSamples:
    """What claims may ask for.

    Of runs: columns of `runs.csv`, and `rank_heldout`, the mean rank of the champion among known
    functions on tasks that no arm evolved on. Of functions: `METRIC@TASK` with a column of
    `transfer.csv`, over several tasks `METRIC@TASK+TASK` (geometric mean); `METRIC@TASK@long` of
    longer retrainings.
    """

    def __init__(self, paths: StudyPaths) -> None:
        self._results = Results.load(paths)

    def has(self, arm: str) -> bool:
        """Whether there is anything of an arm or a function."""
        functions = set(self._results.transfer["function"])
        words = {ENGINE, PROXY, BEST_HANDMADE} if functions else set()
        return arm in set(self._results.arms) | functions | words

    def values(self, arm: str, metric: str) -> dict[int, float]:
        """A metric by seed; see `claims.samples.Samples`."""
        if arm == ENGINE:
            return self._engine(metric)
        if arm == PROXY:
            name, _, task = metric.partition("@")
            if name != "spearman":
                raise ConfigError(f"claims: no metric '{metric}' of {PROXY}; spearman@TASK")
            return _measured(proxy_correlations(self._results, task), metric, arm)
        if arm in self._results.arms:
            return self._runs(arm, metric)
        name = best_handmade(self._results) if arm == BEST_HANDMADE else arm
        return self._trials(name, metric)

    def _runs(self, arm: str, metric: str) -> dict[int, float]:
        if metric == "rank_heldout":
            return _measured(heldout_ranks(self._results, arm), metric, arm)
        runs = self._results.runs[self._results.runs["arm"] == arm].set_index("seed")
        return _numbers(runs, metric, arm)

    def _trials(self, name: str, metric: str) -> dict[int, float]:
        column, _, place = metric.partition("@")
        tasks, _, length = place.partition("@")
        every = self._results.transfer
        if column not in MEASURED:
            known = ", ".join(MEASURED)
            raise ConfigError(f"claims: no metric '{metric}' of {name}; {known}, each @TASK")
        trials = every[(every["longer"] > 1) if length else (every["longer"] == 1)]
        table = joint(trials[trials["function"] == name], tasks.split("+"), column)
        if table.empty:
            return _measured({}, metric, name)
        return by_network(table.astype(float))

    def _engine(self, metric: str) -> dict[int, float]:
        """The largest difference by whole network, numbered in the order of the table."""
        parity = self._results.parity
        removal = parity["function"] == "removal"
        rows = parity[removal if metric == "removal" else ~removal]
        if metric not in ("scores", "removal"):
            raise ConfigError(f"claims: no metric '{metric}' of {ENGINE}; scores, removal")
        largest = rows.groupby(["task", "base"], sort=False)["difference"].max()
        return {number: float(value) for number, value in enumerate(largest, start=1)}


def _measured(found: dict[int, float], metric: str, name: str) -> dict[int, float]:
    """What was found, if there is anything."""
    if not found:
        raise UnmeasuredError(f"'{metric}' of {name} was not measured")
    return found


def _numbers(table: pd.DataFrame, metric: str, arm: str) -> dict[int, float]:
    if metric not in table or not pd.api.types.is_numeric_dtype(table[metric]):
        known = ", ".join(map(str, table))
        raise ConfigError(f"claims: no metric '{metric}'; there are {known}")
    seeds = table.index.astype(int).tolist()
    found = dict(zip(seeds, table[metric].astype(float).tolist(), strict=True))
    unmeasured = [seed for seed, value in found.items() if np.isnan(value)]
    if unmeasured:
        raise UnmeasuredError(f"'{metric}' of {arm} was not measured, seed {unmeasured[0]}")
    return found


def finished(paths: StudyPaths) -> dict[str, list[str]]:
    """Times at which the runs of each arm finished, and the trials of functions."""
    table = pd.read_csv(BytesIO(artifacts.read_bytes(paths.timings)), keep_default_na=False)
    found: dict[str, list[str]] = defaultdict(list)
    for arm, time in zip(table["arm"], table["finished"], strict=True):
        found[str(arm)].append(str(time))
    times = sorted(time for own in found.values() for time in own)
    # Functions are tried after the last run: theirs is never earlier.
    words = {ENGINE, PROXY, EVOLVED, BEST_HANDMADE}
    for name in set(Results.load(paths).transfer["function"]) | words:
        found[str(name)] = times[-1:]
    return found
