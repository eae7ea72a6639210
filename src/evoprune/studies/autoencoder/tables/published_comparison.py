"""Every published value of the last epoch beside ours, summarised in the same way."""

import pandas as pd

from evoprune.report.tables import Table, number
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.results import (
    OPERATORS,
    SCHEDULES,
    Results,
    known_first,
)

CAPTION = "Published values at epoch {epoch} in mode {mode} and ours."
NOTES = (
    "Both pool the cells of all runs (in the ring, cells are not independent): a like-for-like "
    "comparison, no inference.",
    "Published values are read off figures: L1 +-0.002.",
)
NOT_COMPARABLE = (
    "Values of ours are empty where an arm was not run for {epochs} epochs on {dataset} with the "
    "published variant."
)
QUANTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
PARTS = ("encoder", "decoder")
STATISTICS = ("mean", *QUANTILES)
KEYS = ["quantity", "environment", "operator", "schedule", "statistic"]
COLUMNS = ["source", "mode", *KEYS, "published", "ours", "difference", "n"]
UNITS = {
    "l1_train": "training L1 (per bit)",
    "encoder_size": "encoder size (parameters, reported)",
    "decoder_size": "decoder size (parameters, reported)",
    "preserved_reported": "preserved (fraction, reported)",
}


def build(results: Results, mode: str) -> Table:
    """One row a published mean or quartile of `mode`; `n` counts our runs."""
    rows = publication.select(results.published, mode=mode, epoch=publication.FINAL_EPOCH)
    rows = rows[rows["statistic"].isin(STATISTICS)].drop_duplicates(KEYS)
    rows = rows.sort_values(KEYS, key=_rank, kind="stable")
    cells = _comparable_cells(results, mode)
    ours = [_summary(cells, *key) for key in rows[KEYS].itertuples(index=False, name=None)]
    data = rows.rename(columns={"value": "published"}).assign(
        ours=pd.Series([value for value, _ in ours], index=rows.index, dtype=float),
        n=pd.Series([runs for _, runs in ours], index=rows.index, dtype="Int64"),
    )
    data = data.assign(difference=data["ours"] - data["published"])[COLUMNS]
    missing = NOT_COMPARABLE.format(epochs=publication.EPOCHS, dataset=publication.DATASET)
    notes = NOTES + ((missing,) if data["ours"].isna().any() else ())
    caption = CAPTION.format(epoch=publication.FINAL_EPOCH, mode=mode)
    return Table(data, _display(data), caption, notes if len(data) else ("Nothing published.",))


def _rank(column: "pd.Series[str]") -> "pd.Series[int]":
    """Place of each name in the order of the study."""
    order = {
        "quantity": tuple(UNITS),
        "environment": ("plain",),
        "operator": OPERATORS,
        "schedule": SCHEDULES,
        "statistic": STATISTICS,
    }[str(column.name)]
    names = known_first(column, order)
    return column.map(names.index)


def _comparable_cells(results: Results, mode: str) -> pd.DataFrame:
    """Cells at the last epoch in the published setting, with the published quantities."""
    of_mode = results.restricted(mode=mode, variant="published", dataset=publication.DATASET)
    if of_mode.last_epoch != publication.FINAL_EPOCH:
        return of_mode.history.iloc[:0]
    cells = of_mode.last_cells
    size = {p: cells[f"parameters_{p}"] - cells[f"pruned_{p}"] for p in PARTS}
    full = sum(cells[f"parameters_{part}"] for part in PARTS)
    return cells.assign(
        encoder_size=size["encoder"],
        decoder_size=size["decoder"],
        preserved_reported=(size["encoder"] + size["decoder"]) / full,
    )


def _summary(
    cells: pd.DataFrame,
    quantity: str,
    environment: str,
    operator: str,
    schedule: str,
    statistic: str,
) -> tuple[float | None, int]:
    """Our value of one published statistic and the number of runs behind it."""
    arm = {"environment": environment, "operator": operator, "schedule": schedule}
    for name, value in arm.items():
        cells = cells[cells[name] == value]
    if cells.empty:
        return None, 0
    values = cells[quantity]
    found = values.mean() if statistic == "mean" else values.quantile(QUANTILES[statistic])
    return float(found), cells["seed"].nunique()


def _display(data: pd.DataFrame) -> pd.DataFrame:
    """Rounded cells: whole parameters, three decimals for the rest."""
    digits = [0 if quantity.endswith("_size") else 3 for quantity in data["quantity"]]
    cells = data[["environment", "operator", "schedule", "statistic"]].astype(str)
    cells = cells.assign(schedule=cells["schedule"].replace("none", ""))
    cells.insert(0, "quantity", [UNITS[quantity] for quantity in data["quantity"]])
    for name in ("published", "ours", "difference"):
        cells[name] = [number(v, d) for v, d in zip(data[name], digits, strict=True)]
    return cells.assign(n=[str(runs) if runs else "" for runs in data["n"]])
