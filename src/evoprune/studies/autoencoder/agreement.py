"""Every published value beside ours, with intervals: how far does the study agree?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evoprune.statistics.resampling import Estimate, Resampled
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.pooled import LEVELS, STATISTICS
from evoprune.studies.autoencoder.results import RUN, Results, quantity_of

ARM = ["mode", "environment", "variant", "operator", "schedule"]

READING_ERROR = {
    "l1_train": 0.002,
    "encoder_size": 100.0,
    "decoder_size": 100.0,
    "preserved_reported": 0.002,
}
"""How accurately values were read off figures (spec section 9; sizes: a third of a per cent)."""

COLUMNS = [
    *("source", "quantity", *ARM, "epoch", "statistic"),
    *("published", "ours", "difference", "low", "high", "again_low", "again_high"),
    *("level", "inside", "inside_again", "n"),
]


def compare(results: Results) -> pd.DataFrame:
    """One row a published value; ours are empty where an arm was not run as published.

    `low` and `high` are the 95 % bootstrap interval of ours, runs resampled whole; `again_low` and
    `again_high` where a second study of as many runs would find its value. `inside` and
    `inside_again` say whether the published value lies there, give or take its reading error.
    `level` marks statistics that say where values lie, not how far they spread.
    """
    keys = ["quantity", *ARM, "epoch", "statistic"]
    rows = results.published.drop_duplicates(keys).reset_index(drop=True)
    found = pd.DataFrame(index=rows.index, columns=[*Estimate._fields, "n"], dtype=float)
    comparable = _comparable(results)
    there = set(comparable.runs[ARM].itertuples(index=False, name=None))
    for arm, of_arm in rows.groupby(ARM, sort=False):
        if arm in there:
            names = {key: str(name) for key, name in zip(ARM, arm, strict=True)}
            runs = comparable.restricted(**names)
            for (quantity, epoch), group in of_arm.groupby(["quantity", "epoch"], sort=False):
                statistics = list(group["statistic"])
                found.loc[group.index] = _estimates(
                    runs, str(quantity), int(str(epoch)), statistics
                )
    table = rows.rename(columns={"value": "published"}).join(
        found.rename(columns={"value": "ours"})
    )
    return _judged(table)[COLUMNS]


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """Add differences and verdicts."""
    error = table["quantity"].map(READING_ERROR)
    there = table["low"].notna()

    def between(low: str, high: str) -> "pd.Series[bool]":
        inside = table["published"].between(table[low] - error, table[high] + error)
        return inside.astype("boolean").where(there)

    return table.assign(
        difference=table["ours"] - table["published"],
        level=table["statistic"].isin(LEVELS),
        inside=between("low", "high"),
        inside_again=between("again_low", "again_high"),
        n=table["n"].astype("Int64"),
    )


def _comparable(results: Results) -> Results:
    """Runs on the published data set at the published length, at the epochs of published values."""
    if results.last_epoch != publication.FINAL_EPOCH:
        return results.restricted(mode="")
    history = results.history
    at_epochs = history["epoch"].isin(results.published["epoch"].unique())
    short = replace(results, history=history[at_epochs])
    return short.restricted(dataset=publication.DATASET)


def _estimates(
    runs: Results, quantity: str, epoch: int, statistics: Sequence[str]
) -> NDArray[np.float64]:
    """An estimate and the number of runs for each statistic of one arm, quantity and epoch."""
    nothing = [np.nan] * len(Estimate._fields)
    rows = []
    for best in (False, True):
        wanted = [name for name in statistics if name.startswith("best_cell") == best]
        values = _values(runs, quantity, epoch, best=best) if wanted else None
        resampled = Resampled(values) if values is not None and len(values) else None
        for name in wanted:
            estimate = resampled.estimate(STATISTICS[name]) if resampled else nothing
            rows.append((statistics.index(name), [*estimate, _count(values)]))
    return np.array([row for _, row in sorted(rows, key=lambda pair: pair[0])], dtype=float)


def _count(values: NDArray[np.float64] | None) -> float:
    return float(len(values)) if values is not None and len(values) else np.nan


def _values(results: Results, quantity: str, epoch: int, *, best: bool) -> NDArray[np.float64]:
    """A quantity of the completed runs of one arm, shape (runs, cells), or of their best cells."""
    history = results.best_cells if best else results.history
    cells = history[history["epoch"] == epoch].merge(results.completed[RUN], on=RUN)
    cells = cells.sort_values(["seed", "cell"])
    runs = cells["seed"].nunique()
    values = quantity_of(cells, quantity).to_numpy(dtype=np.float64)
    return np.asarray(values.reshape(max(runs, 1), -1)[:runs])
