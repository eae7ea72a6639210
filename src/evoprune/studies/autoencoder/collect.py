"""Gathers the runs of a config into `runs.csv`, `timings.csv` and `history.parquet`."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evoprune import artifacts
from evoprune.studies.autoencoder import LABELS
from evoprune.studies.autoencoder.metrics import NAMES
from evoprune.studies.autoencoder.paths import RunPaths, StudyPaths

COUNTS = (
    "dead_units_encoder",
    "dead_units_latent",
    "dead_units_decoder",
    "events",
    "best_cell",
    "validation_cell",
    "diverged_epoch",
)


def collect(root: Path, wanted: Sequence[tuple[str, Sequence[int]]]) -> dict[str, int]:
    """Write the study's tables of runs.

    Args:
        root: results folder.
        wanted: arms with their seeds, in the order of the table.

    Returns:
        Number of runs by status.

    Raises:
        MissingDataError, CorruptFileError: a run is not there or not whole.
    """
    paths = StudyPaths(root)
    runs = [paths.run(arm, seed) for arm, seeds in wanted for seed in seeds]
    records = [artifacts.read_json(run.record) for run in runs]
    table = _runs_table(records)
    artifacts.write_bytes(paths.runs, table.to_csv(index=False).encode())
    timings = pd.DataFrame([_labels(record) | record["timing"] for record in records])
    artifacts.write_bytes(paths.timings, timings.to_csv(index=False).encode())
    artifacts.write_bytes(paths.history, _histories(runs))
    return {str(status): int(count) for status, count in table["status"].value_counts().items()}


def _runs_table(records: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """One row a run; no times in it, so that the same runs give the same bytes."""
    rows = [
        _labels(record) | {"status": record["status"]} | record["metrics"] for record in records
    ]
    names = [*LABELS, "status", *NAMES]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(COUNTS, "Int64"))


def _labels(record: dict[str, Any]) -> dict[str, Any]:
    return {label: record["labels"][label] for label in LABELS}


def _histories(runs: Sequence[RunPaths]) -> bytes:
    tables = [pq.read_table(pa.BufferReader(artifacts.read_bytes(run.history))) for run in runs]
    buffer = io.BytesIO()
    pq.write_table(pa.concat_tables(tables), buffer, compression="zstd")
    return buffer.getvalue()
