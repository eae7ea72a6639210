"""The runs of the study as its claims see them: one number a run."""

from collections import defaultdict
from io import BytesIO

import numpy as np
import pandas as pd

from evoprune import artifacts
from evoprune.claims.samples import UnmeasuredError
from evoprune.errors import ConfigError
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.results import read_table


class RunSamples:
    """Metrics of `runs.csv`; `NAME@GENERATION` is a column of `generations.csv`, `@last` the last.

    `cpu_seconds_per_candidate` is what a search took by `timings.csv`, divided by its candidates.
    """

    def __init__(self, paths: StudyPaths) -> None:
        self._runs = read_table(paths.runs)
        self._generations = read_table(paths.generations)
        timings = read_table(paths.timings)
        search = timings.get("cpu_seconds_search", pd.Series(np.nan, index=timings.index))
        self._runs["cpu_seconds_per_candidate"] = search / self._runs["candidates"]

    def has(self, arm: str) -> bool:
        """Whether there are runs of an arm."""
        return bool((self._runs["arm"] == arm).any())

    def values(self, arm: str, metric: str) -> dict[int, float]:
        """A metric by seed, NaN for a run that diverged; see `claims.samples.Samples`."""
        runs = self._runs[self._runs["arm"] == arm].set_index("seed")
        name, _, generation = metric.partition("@")
        table = self._at(arm, generation) if generation else runs
        if name not in table or not pd.api.types.is_numeric_dtype(table[name]):
            known = ", ".join(map(str, table))
            raise ConfigError(f"claims: no metric '{metric}'; there are {known}")
        found = {int(seed): float(table[name].get(seed, np.nan)) for seed in runs.index}
        ok = dict(zip(found, runs["status"] == "ok", strict=True))
        unmeasured = [seed for seed, value in found.items() if ok[seed] and np.isnan(value)]
        if unmeasured:
            raise UnmeasuredError(f"'{metric}' of {arm} was not measured, seed {unmeasured[0]}")
        return {seed: value if ok[seed] else float("nan") for seed, value in found.items()}

    def _at(self, arm: str, generation: str) -> pd.DataFrame:
        """A row a run: the generation asked for."""
        rows = self._generations[self._generations["arm"] == arm]
        if generation == "last":
            return rows.sort_values("generation").groupby("seed").tail(1).set_index("seed")
        return rows[rows["generation"] == int(generation)].set_index("seed")


def finished(paths: StudyPaths) -> dict[str, list[str]]:
    """Times at which the runs of each arm finished, empty text where that is not known."""
    table = pd.read_csv(BytesIO(artifacts.read_bytes(paths.timings)), keep_default_na=False)
    found: dict[str, list[str]] = defaultdict(list)
    for arm, time in zip(table["arm"], table["finished"], strict=True):
        found[str(arm)].append(str(time))
    return found
