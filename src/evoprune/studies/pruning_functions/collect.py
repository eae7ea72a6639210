"""Gathers the runs and the transfer of a config into tables."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evoprune import artifacts
from evoprune.evolution.expressions.printing import as_text
from evoprune.evolution.expressions.tree import Tree
from evoprune.studies.collecting import RunTables, Wanted, by_status, write_csv, write_parquet
from evoprune.studies.pruning_functions import LABELS
from evoprune.studies.pruning_functions.contenders import read_contenders
from evoprune.studies.pruning_functions.metrics import NAMES
from evoprune.studies.pruning_functions.paths import RunPaths, StudyPaths

COUNTS = ("fitness_samples", "size", "height", "evaluations", "failures", "trees")
"""Columns of whole numbers."""
EVALUATION = [
    *LABELS,
    "generation",
    "slot",
    "origin",
    "parents",
    "replicate",
    "evaluated",
    "fitness",
    "reason",
    "accuracies",
    "size",
    "digest",
    "tree",
]
"""Columns of `evaluations.parquet`; `parents`, `accuracies` and `tree` are JSON."""
TRIAL = [
    "task",
    "base",
    "function",
    "kind",
    "seed",
    "longer",
    "reason",
    "accuracy_validation",
    "accuracy_test",
    "accuracy_pruned",
    "macs_share",
    "parameters_share",
    "keep_masks",
]
"""Columns of `transfer.csv`; `keep_masks` is JSON."""
FUNCTION = ["function", "kind", "size", "height", "formula", "tree"]
"""Columns of `functions.csv`; `tree` is JSON."""
BASE = ["task", "base", "accuracy_whole", "function", "difference"]
"""Columns of `parity.csv`: a row a known function, and one of the name `removal`."""


def collect(
    root: Path,
    wanted: Wanted,
    transferred: Wanted | None = None,
) -> dict[str, int]:
    """Write the study's tables.

    Args:
        root: results folder.
        wanted: arms with their seeds, in the order of the tables.
        transferred: tasks with the numbers of their whole networks; those that are there without.

    Returns:
        Number of runs by status.

    Raises:
        MissingDataError, CorruptFileError: something is not there or not whole.
    """
    paths = StudyPaths(root)
    runs = [paths.run(arm, seed) for arm, seeds in wanted for seed in seeds]
    records = [artifacts.read_json(run.record) for run in runs]
    tables = RunTables(records, LABELS)
    table = tables.runs(NAMES, COUNTS, more=_champion)
    write_csv(paths.runs, table)
    write_csv(paths.timings, tables.timings())
    write_csv(paths.generations, tables.entries("generations", ["generation"]))
    every = pd.DataFrame(_evaluations(runs, records), columns=EVALUATION)
    write_parquet(paths.evaluations, every)
    jobs = [artifacts.read_json(path) for path in _transferred(paths, transferred)]
    write_csv(paths.functions, pd.DataFrame(_functions(paths, bool(jobs)), columns=FUNCTION))
    write_csv(paths.transfer, pd.DataFrame(_trials(jobs), columns=TRIAL))
    write_csv(paths.parity, pd.DataFrame(_parity(jobs), columns=BASE))
    return by_status(table)


def _transferred(paths: StudyPaths, wanted: Wanted | None) -> list[Path]:
    if wanted is None:
        return sorted((paths.study / "transfer").glob("*/*.json"))
    return [paths.transferred(task, base) for task, bases in wanted for base in bases]


def _evaluations(runs: Sequence[RunPaths], records: Sequence[dict[str, Any]]) -> Iterator[Any]:
    for run, record in zip(runs, records, strict=True):
        labels = [record["labels"][label] for label in LABELS]
        for line in artifacts.read_bytes(run.evaluations).splitlines():
            found = json.loads(line)
            own = found["candidate"]
            tree = Tree(tuple(own["tree"]))
            yield [
                *labels,
                own["generation"],
                own["slot"],
                own["origin"],
                json.dumps(own["parents"]),
                own["replicate"],
                own["fitness"] is None,
                found["fitness"],
                found["reason"],
                json.dumps(found["details"].get("accuracies", {})),
                tree.size,
                tree.digest,
                json.dumps(own["tree"]),
            ]


def _functions(paths: StudyPaths, there: bool) -> Iterator[list[Any]]:
    if not there:
        return
    for contender in read_contenders(paths.contenders):
        if contender.tree is None:
            yield [contender.name, contender.kind, None, None, None, None]
            continue
        tree = Tree(tuple(contender.tree))
        shape = [tree.size, tree.height, as_text(tree), json.dumps(contender.tree)]
        yield [contender.name, contender.kind, *shape]


def _trials(jobs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for job in jobs:
        for row in job["rows"]:
            masks = row.get("keep_masks")
            yield {
                **{name: row.get(name) for name in TRIAL},
                "task": job["task"],
                "base": job["base"],
                "keep_masks": None if masks is None else json.dumps(masks),
            }


def _parity(jobs: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    for job in jobs:
        own = [job["task"], job["base"], job["accuracy_whole"]]
        for name, difference in job["parity"]["scores"].items():
            yield [*own, name, difference]
        yield [*own, "removal", job["parity"]["removal"]]


def _champion(record: dict[str, Any]) -> dict[str, str]:
    return {"tree": json.dumps(record["champion"]["tree"])}
