"""Cells that tables share: quartiles over runs, and paired differences."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evoprune.report.tables import with_interval
from evoprune.statistics import multiplicity
from evoprune.statistics.paired import PairedComparison

Row = dict[str, Any]


def quartiles(name: str, values: "pd.Series[Any]") -> Row:
    """Median and quartiles of what was measured, as columns `NAME_median`, `NAME_q1`, `NAME_q3`."""
    there = values.dropna().astype("float64")
    shares = {"median": 0.5, "q1": 0.25, "q3": 0.75}
    return {
        f"{name}_{suffix}": float(there.quantile(share)) if len(there) else None
        for suffix, share in shares.items()
    }


def spread(row: Mapping[str, Any], name: str, digits: int, scale: float = 1.0) -> str:
    """Median with quartiles in brackets; alone if it is that of one run."""
    low, high = (row[f"{name}_{end}"] if row["runs"] > 1 else None for end in ("q1", "q3"))
    return with_interval(row[f"{name}_median"], low, high, digits, scale)


def difference(found: PairedComparison) -> Row:
    """Columns of a paired comparison."""
    return {
        "pairs": found.pairs,
        "difference": found.effect,
        "low": found.low,
        "high": found.high,
        "p": found.p,
    }


ESTIMATE = ("difference", "low", "high")


def estimated(
    row: Mapping[str, Any], digits: int, scale: float = 1.0, names: Sequence[str] = ESTIMATE
) -> str:
    """An estimate with its interval, by the names of their columns; absent ones are empty."""
    value, low, high = (row.get(name) for name in names)
    return with_interval(value, low, high, digits, scale)


def corrected(rows: list[Row], family: str) -> None:
    """Add `p_holm` to rows, corrected over those that have the same `family` and a p-value."""
    for row in rows:
        row["p_holm"] = None
    for name in dict.fromkeys(row[family] for row in rows):
        tested = [row for row in rows if row[family] == name and row["p"] is not None]
        ps = multiplicity.holm([row["p"] for row in tested])
        for row, p in zip(tested, ps, strict=True):
            row["p_holm"] = p


def whole(data: pd.DataFrame, *names: str) -> pd.DataFrame:
    """A table some columns of which are whole numbers that may be absent."""
    return data.astype(dict.fromkeys(names, "Int64"))
