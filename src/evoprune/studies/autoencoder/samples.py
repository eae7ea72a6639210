"""The runs of the study as its claims see them: one number a run."""

from collections import defaultdict
from functools import cache
from io import BytesIO
from typing import cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evoprune import artifacts
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.results import quantity_of, read_runs

SIZES = {
    "encoder_size": ("parameters_encoder", "pruned_encoder"),
    "decoder_size": ("parameters_decoder", "pruned_decoder"),
}
"""Columns that sizes by reported counts are made from."""


class RunSamples:
    """Metrics of `runs.csv` and `trade_off.csv`, and the history at single epochs.

    `QUANTITY@EPOCH` is the mean over the cells of a run at that epoch; `@last` the last one of the
    run.
    """

    def __init__(self, paths: StudyPaths) -> None:
        runs = read_runs(artifacts.read_bytes(paths.runs))
        measured = read_runs(artifacts.read_bytes(paths.trade_off))
        own = [name for name in measured if name not in runs or name in ("arm", "seed")]
        self._runs = runs.merge(measured[own], on=["arm", "seed"], validate="1:1")
        self._history = artifacts.read_bytes(paths.history)
        self._at = cache(self._read_history)

    def has(self, arm: str) -> bool:
        """Whether there are runs of an arm."""
        return bool((self._runs["arm"] == arm).any())

    def values(self, arm: str, metric: str) -> dict[int, float]:
        """A metric by seed, NaN for a run that diverged; see `claims.samples.Samples`."""
        runs = self._runs[self._runs["arm"] == arm]
        name, _, epoch = metric.partition("@")
        if epoch:
            column = self._at(name)
            found = {int(s): column.get((arm, int(s), epoch), np.nan) for s in runs["seed"]}
        elif name in runs and pd.api.types.is_numeric_dtype(runs[name]):
            found = {int(s): float(v) for s, v in zip(runs["seed"], runs[name], strict=True)}
        else:
            known = ", ".join(map(str, self._runs))
            raise ConfigError(f"claims: no metric '{metric}'; there are {known}")
        ok = dict(zip(runs["seed"], runs["status"] == "ok", strict=True))
        unmeasured = [seed for seed, value in found.items() if ok[seed] and np.isnan(value)]
        if unmeasured:
            raise ConfigError(f"claims: '{metric}' of {arm} was not measured, seed {unmeasured[0]}")
        return {seed: value if ok[seed] else float("nan") for seed, value in found.items()}

    def _read_history(self, quantity: str) -> dict[tuple[str, int, str], float]:
        """Means over cells by arm, seed and epoch; the last epoch under `last` as well."""
        columns = SIZES.get(quantity, (quantity,))
        table = pq.ParquetFile(pa.BufferReader(self._history))
        if not {*columns} <= {*table.schema_arrow.names}:
            raise ConfigError(f"claims: no quantity '{quantity}' in the history")
        rows = table.read(columns=["arm", "seed", "epoch", *columns]).to_pandas()
        values = quantity_of(rows, quantity).rename("value")
        grouped = values.groupby([rows["arm"], rows["seed"], rows["epoch"]]).mean().dropna()
        found: dict[tuple[str, int, str], float] = {}
        for key, value in grouped.items():
            arm, seed, epoch = cast(tuple[str, int, int], key)
            found[arm, seed, str(epoch)] = found[arm, seed, "last"] = float(value)
        return found


def finished(paths: StudyPaths) -> dict[str, list[str]]:
    """Times at which the runs of each arm finished, empty text where that is not known."""
    table = pd.read_csv(BytesIO(artifacts.read_bytes(paths.timings)), keep_default_na=False)
    times = table["finished"] if "finished" in table else pd.Series("", index=table.index)
    found: dict[str, list[str]] = defaultdict(list)
    for arm, time in zip(table["arm"], times, strict=True):
        found[str(arm)].append(str(time))
    return found
