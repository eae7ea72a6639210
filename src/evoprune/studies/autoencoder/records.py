"""The files of a run: model, history per epoch, and the record that vouches for both."""

import io
import json
from typing import Any

import numpy as np
import pandas as pd

from evoprune import artifacts
from evoprune.integrity import is_recorded
from evoprune.networks.architecture import Architecture
from evoprune.studies.autoencoder.arm import Arm
from evoprune.studies.autoencoder.metrics import Finished
from evoprune.studies.autoencoder.paths import RunPaths
from evoprune.training.job import Outcome


def write_run(
    paths: RunPaths,
    arm: Arm,
    seed: int,
    outcome: Outcome,
    finished: Finished,
    *,
    architecture: Architecture,
    digest: str,
    timing: dict[str, Any],
) -> None:
    """Write a run's files; the record comes last, so that it never speaks of absent files."""
    diverged = outcome.diverged_at is not None
    labels = arm.labels(seed)
    metadata = {name: str(value) for name, value in labels.items()}
    metadata["architecture"] = json.dumps(architecture.describe(), sort_keys=True)
    files = {
        "model": artifacts.write_tensors(paths.model, finished.network.tensors(), metadata),
        "history": artifacts.write_bytes(
            paths.history, _parquet(_history_table(labels, outcome, architecture))
        ),
    }
    record = {
        "labels": labels,
        "status": "diverged" if diverged else "ok",
        "metrics": finished.metrics,
        "digest": digest,
        "spec": arm.model_dump(),
        "timing": timing,
        "files": files,
    }
    artifacts.write_json(paths.record, record)


def is_current(paths: RunPaths, digest: str) -> bool:
    """Whether a run is there, whole, and the one that `digest` identifies."""
    files = {"model": paths.model, "history": paths.history}
    return is_recorded(paths.record, files, digest)


def _history_table(
    labels: dict[str, Any], outcome: Outcome, architecture: Architecture
) -> pd.DataFrame:
    """One row an epoch and cell."""
    epochs, cells = next(iter(outcome.records.values())).shape
    table = pd.DataFrame(
        {
            **labels,
            "epoch": np.repeat(np.arange(epochs, dtype=np.int32), cells),
            "cell": np.tile(np.arange(cells, dtype=np.int32), epochs),
            "parameters_encoder": architecture.parameters_encoder,
            "parameters_decoder": architecture.parameters_decoder,
            **{name: column.ravel() for name, column in outcome.records.items()},
        }
    )
    # Nothing is recorded from the epoch on in which a run diverges.
    table = table[table["learning_rate"].notna()].reset_index(drop=True)
    counts = [name for name in table if str(name).startswith(("pruned_", "zeros_"))]
    return table.astype({"event": bool} | dict.fromkeys(counts, np.int32))


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
