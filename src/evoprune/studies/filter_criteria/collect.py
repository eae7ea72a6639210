"""Gathers the runs of a config into tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evoprune import artifacts
from evoprune.evolution import log
from evoprune.studies.collecting import RunTables, Wanted, by_status, write_csv, write_parquet
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
    "diverged_step",
)
"""Columns of whole numbers."""


def collect(root: Path, wanted: Wanted) -> dict[str, int]:
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
    tables = RunTables((record | {"front": _marked(record)} for record in records), LABELS)
    table = tables.runs(NAMES, COUNTS)
    write_csv(paths.runs, table)
    write_csv(paths.timings, tables.timings())
    write_csv(paths.generations, tables.entries("generations", ["generation", "evaluations"]))
    write_csv(paths.fronts, tables.entries("front", FRONT))
    write_csv(paths.alone, tables.entries("alone", ["number", "flops", "error_inherited"]))
    every = pd.DataFrame(_evaluations(runs, records), columns=EVALUATION)
    write_parquet(paths.evaluations, every)
    return by_status(table)


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


def _marked(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The front of a run with the share of operations that was wanted, and which member it is."""
    target = record["spec"]["final"]["target_flops"]
    pick = record.get("pick", {}).get("number")
    return [
        {**member, "target_share": target, "picked": member["number"] == pick}
        for member in record.get("front", [])
    ]
