"""Gathers the runs of a config into tables."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evoprune import artifacts
from evoprune.evolution import log
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.metrics import NAMES
from evoprune.studies.filter_criteria.paths import RunPaths, StudyPaths

COUNTS = (
    "flops",
    "macs",
    "parameters",
    "front_size",
    "evaluations",
    "candidates",
    "steps_per_candidate",
)
"""Columns of whole numbers."""
Rows = list[dict[str, Any]]


def collect(root: Path, wanted: Sequence[tuple[str, Sequence[int]]]) -> dict[str, int]:
    """Write the study's tables of runs.

    Args:
        root: results folder.
        wanted: arms with their seeds, in the order of the tables.

    Returns:
        Number of runs by status.

    Raises:
        MissingDataError, CorruptFileError: a run is not there or not whole.
    """
    paths = StudyPaths(root)
    runs = [paths.run(arm, seed) for arm, seeds in wanted for seed in seeds]
    records = [artifacts.read_json(run.record) for run in runs]
    table = _runs_table(records)
    _write(paths.runs, table)
    _write(paths.timings, pd.DataFrame([_labels(r) | r["timing"] for r in records]))
    _write(paths.generations, _listed(records, "generations", ["generation", "evaluations"]))
    marked = [record | {"front": _marked(record)} for record in records]
    _write(paths.fronts, _listed(marked, "front", FRONT))
    _write(paths.alone, _listed(records, "alone", ["number", "flops", "error_inherited"]))
    every = pd.DataFrame(_evaluations(runs, records), columns=EVALUATION)
    buffer = io.BytesIO()
    every.to_parquet(buffer, index=False, compression="zstd")
    artifacts.write_bytes(paths.evaluations, buffer.getvalue())
    return {str(status): int(count) for status, count in table["status"].value_counts().items()}


FRONT = ["number", "error", "flops_share", "target_share", "picked"]
"""Columns of `fronts.csv` that are there without a front, too."""
EVALUATION = [
    *LABELS,
    "number",
    "generation",
    "of",
    "flops",
    "flops_share",
    "error_validation",
    "first_step",
    "last_step",
    "genome",
    "widths",
    "keep_masks",
]
"""Columns of `evaluations.parquet`; the last three are lists."""


def _evaluations(runs: Sequence[RunPaths], records: Sequence[dict[str, Any]]) -> Iterator[Any]:
    for run, record in zip(runs, records, strict=True):
        labels = [record["labels"][label] for label in LABELS]
        shares = record["metrics"]
        whole = shares["flops"] / shares["flops_share"] if shares["flops"] else float("nan")
        for line in log.parse(artifacts.read_bytes(run.evaluations), run.evaluations):
            yield [
                *labels,
                line.number,
                line.generation,
                line.of,
                line.flops,
                line.flops / whole,
                line.errors["error_validation"],
                *line.steps,
                line.genome,
                line.widths,
                line.keep_masks,
            ]


def _marked(record: dict[str, Any]) -> Rows:
    """The front of a run with the share of operations that was wanted, and which member it is."""
    target = record["spec"]["final"]["target_flops"]
    pick = record.get("pick", {}).get("number")
    return [
        {**member, "target_share": target, "picked": member["number"] == pick}
        for member in record.get("front", [])
    ]


def _runs_table(records: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """One row a run; no times in it, so that the same runs give the same bytes."""
    rows = [_labels(r) | {"status": r["status"]} | r["metrics"] for r in records]
    table = pd.DataFrame(rows, columns=[*LABELS, "status", *NAMES])
    return table.astype(dict.fromkeys((*COUNTS, "diverged_step"), "Int64"))


def _listed(records: Sequence[dict[str, Any]], name: str, columns: list[str]) -> pd.DataFrame:
    """One row for each entry of a list that runs have; lists in it as JSON."""
    rows: Rows = [
        _labels(record) | {key: _flat(value) for key, value in entry.items()}
        for record in records
        for entry in record.get(name, [])
    ]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*LABELS, *columns])


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _labels(record: dict[str, Any]) -> dict[str, Any]:
    return {label: record["labels"][label] for label in LABELS}


def _write(path: Path, table: pd.DataFrame) -> None:
    artifacts.write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())
