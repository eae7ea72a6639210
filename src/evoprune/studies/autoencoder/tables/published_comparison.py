"""Every published value beside ours, summarised in the same way, with intervals."""

import pandas as pd

from evoprune.report.tables import Table, number
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.agreement import compare
from evoprune.studies.autoencoder.pooled import STATISTICS
from evoprune.studies.autoencoder.results import (
    OPERATORS,
    SCHEDULES,
    Results,
    known_first,
)
from evoprune.studies.autoencoder.scopes import ENVIRONMENTS

CAPTION = "Published values in mode {mode} and ours."
NOTES = (
    "Both pool the cells of all runs (in the ring, cells are not independent): a like-for-like "
    "comparison, no inference. Values of the best cell have one a run.",
    "Interval: 95 % bootstrap of ours, runs resampled whole. Agrees: yes, the published value lies "
    "there, give or take how accurately it was read off the figure (L1 and shares +-0.002, sizes "
    "+-100); again, only where a second study of as many runs would find it; no, outside both. If "
    "nothing differed but chance, five of six values should lie in the interval.",
)
NOT_COMPARABLE = (
    "Values of ours are empty where an arm was not run for {epochs} epochs on {dataset} with the "
    "published settings."
)
UNITS = {
    "l1_train": "training L1 (per bit)",
    "encoder_size": "encoder size (parameters, reported)",
    "decoder_size": "decoder size (parameters, reported)",
    "preserved_reported": "preserved (fraction, reported)",
}
KEYS = ["quantity", "environment", "variant", "operator", "schedule", "epoch", "statistic"]


def build(results: Results, mode: str) -> Table:
    """One row a published value of `mode`; `n` counts our runs. See `agreement.compare`."""
    rows = compare(results)
    rows = rows[rows["mode"] == mode].sort_values(KEYS, key=_rank, kind="stable")
    data = rows.reset_index(drop=True)
    missing = NOT_COMPARABLE.format(epochs=publication.EPOCHS, dataset=publication.DATASET)
    notes = (*NOTES, _counted(data)) + ((missing,) if data["ours"].isna().any() else ())
    caption = CAPTION.format(mode=mode)
    return Table(data, _display(data), caption, notes if len(data) else ("Nothing published.",))


def _counted(data: pd.DataFrame) -> str:
    """How many values agree."""
    levels = data[data["level"] & data["inside"].notna()]
    inside, again = (int(levels[name].sum()) for name in ("inside", "inside_again"))
    return (
        f"Of {len(levels)} means, medians and quartiles {inside} lie in our interval and {again} "
        "where a second study would find them."
    )


def _rank(column: "pd.Series[str]") -> "pd.Series[int]":
    """Place of each name in the order of the study."""
    order = {
        "quantity": tuple(UNITS),
        "environment": ENVIRONMENTS,
        "variant": ("published",),
        "operator": OPERATORS,
        "schedule": SCHEDULES,
        "statistic": tuple(STATISTICS),
    }
    if str(column.name) == "epoch":
        return column.astype(int)
    names = known_first(column, order[str(column.name)])
    return column.map(names.index)


def _display(data: pd.DataFrame) -> pd.DataFrame:
    """Rounded cells: whole parameters, three decimals for the rest."""
    digits = [0 if quantity.endswith("_size") else 3 for quantity in data["quantity"]]
    names = ["environment", "operator", "schedule", "epoch", "statistic"]
    if data["variant"].nunique() > 1:
        names.insert(1, "variant")
    cells = data[names].astype(str)
    cells = cells.assign(schedule=cells["schedule"].replace("none", ""))
    cells.insert(0, "quantity", [UNITS[quantity] for quantity in data["quantity"]])

    def rounded(name: str) -> list[str]:
        return [number(v, d) for v, d in zip(data[name], digits, strict=True)]

    for name in ("published", "ours", "difference"):
        cells[name] = rounded(name)
    ends = zip(rounded("low"), rounded("high"), strict=True)
    cells["interval"] = [f"{low} to {high}" if low else "" for low, high in ends]
    cells["agrees"] = [_verdict(*row) for row in data[["inside", "inside_again"]].to_numpy()]
    return cells.assign(n=["" if pd.isna(runs) else str(runs) for runs in data["n"]])


def _verdict(inside: object, again: object) -> str:
    if pd.isna(inside):  # type: ignore[call-overload]
        return ""
    return "yes" if inside else "again" if again else "no"
