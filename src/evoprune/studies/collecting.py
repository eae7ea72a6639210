"""What the tables of runs of all studies have alike: rows of records, and how they are written."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evoprune import artifacts

Record = dict[str, Any]
Wanted = Sequence[tuple[str, Sequence[int]]]
"""Arms with their seeds, in the order of the tables."""


class RunTables:
    """Tables with a row a run, or a row for each of what a run has several of.

    Args:
        records: of the runs, in order.
        labels: names of what tells runs apart: the first columns of every table.
    """

    def __init__(self, records: Iterable[Record], labels: Sequence[str]) -> None:
        self.records, self._labels = list(records), labels

    def labels(self, record: Record) -> Record:
        """What tells a run apart."""
        return {label: record["labels"][label] for label in self._labels}

    def runs(
        self,
        metrics: Sequence[str],
        counts: Sequence[str],
        more: Callable[[Record], Record] = lambda record: {},
    ) -> pd.DataFrame:
        """One row a run; no times in it, so that the same runs give the same bytes.

        Args:
            metrics: names of the columns behind labels and status.
            counts: those of whole numbers, which may be missing.
            more: columns behind them.
        """
        rows = [
            self.labels(r) | {"status": r["status"]} | r["metrics"] | more(r) for r in self.records
        ]
        last = list(more(self.records[0])) if self.records else []
        table = pd.DataFrame(rows, columns=[*self._labels, "status", *metrics, *last])
        return table.astype(dict.fromkeys(counts, "Int64"))

    def timings(self) -> pd.DataFrame:
        """What each run cost."""
        return pd.DataFrame([self.labels(record) | record["timing"] for record in self.records])

    def entries(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """One row for each entry of a list that runs have; lists in it as JSON.

        Args:
            name: of the list, in records; where it is missing a run has no entries.
            columns: that are there even if there is no entry at all.
        """
        rows = [
            self.labels(record) | {key: _flat(value) for key, value in entry.items()}
            for record in self.records
            for entry in record.get(name, [])
        ]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*self._labels, *columns])


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table, with its checksum."""
    artifacts.write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a large table, with its checksum."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    artifacts.write_bytes(path, buffer.getvalue())


def by_status(runs: pd.DataFrame) -> dict[str, int]:
    """Number of runs by status."""
    return {str(status): int(count) for status, count in runs["status"].value_counts().items()}


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value
