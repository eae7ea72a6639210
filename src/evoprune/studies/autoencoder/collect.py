"""Gathers the runs of a config into `runs.csv`, `timings.csv` and `history.parquet`."""

import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evoprune import artifacts
from evoprune.studies.autoencoder import LABELS
from evoprune.studies.autoencoder.metrics import NAMES
from evoprune.studies.autoencoder.paths import RunPaths, StudyPaths
from evoprune.studies.collecting import RunTables, Wanted, by_status, write_csv

COUNTS = (
    "dead_units_encoder",
    "dead_units_latent",
    "dead_units_decoder",
    "events",
    "best_cell",
    "validation_cell",
    "diverged_epoch",
)
"""Columns of whole numbers."""


def collect(root: Path, wanted: Wanted) -> dict[str, int]:
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
    tables = RunTables((artifacts.read_json(run.record) for run in runs), LABELS)
    table = tables.runs(NAMES, COUNTS)
    write_csv(paths.runs, table)
    write_csv(paths.timings, tables.timings())
    artifacts.write_bytes(paths.history, _histories(runs))
    return by_status(table)


def _histories(runs: Sequence[RunPaths]) -> bytes:
    tables = [pq.read_table(pa.BufferReader(artifacts.read_bytes(run.history))) for run in runs]
    buffer = io.BytesIO()
    pq.write_table(pa.concat_tables(tables), buffer, compression="zstd")
    return buffer.getvalue()
