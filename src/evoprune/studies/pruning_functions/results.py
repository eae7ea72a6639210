"""Results of the study as figures, tables and claims read them."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evoprune import artifacts
from evoprune.studies.pruning_functions.paths import StudyPaths

LISTS = ("tree", "keep_masks", "parents", "accuracies")
"""Columns of tables that hold JSON, where they are not empty."""


@dataclass(frozen=True)
class Results:
    """The tables of the study.

    Attributes:
        runs: a row a run of evolution; `tree` is that of its champion, a list.
        generations: a row a generation of a run.
        evaluations: a row a candidate; `parents`, `accuracies` and `tree` are lists and mappings.
        functions: a row a function that was tried on tasks; `tree` is a list, or none.
        transfer: a row a trial of a function; `keep_masks` is a list of texts, or none.
        parity: a row a task, whole network and known function: how exact its expression is.
        timings: a row a run: what it cost.
        claims: decisions as `claims.json` holds them; empty if not asked for.
    """

    runs: pd.DataFrame
    generations: pd.DataFrame
    evaluations: pd.DataFrame
    functions: pd.DataFrame
    transfer: pd.DataFrame
    parity: pd.DataFrame
    timings: pd.DataFrame
    claims: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, paths: StudyPaths, reads: Collection[str] = ()) -> "Results":
        """Read all tables after their checksums.

        Args:
            paths: of the study.
            reads: what else is read: `claims`.

        Raises:
            MissingDataError, CorruptFileError: a file is not there or not whole.
        """
        source = pa.BufferReader(artifacts.read_bytes(paths.evaluations))
        return cls(
            runs=read_table(paths.runs),
            generations=read_table(paths.generations),
            evaluations=_listed(pq.read_table(source).to_pandas()),
            functions=read_table(paths.functions),
            transfer=read_table(paths.transfer),
            parity=read_table(paths.parity),
            timings=read_table(paths.timings),
            claims=artifacts.read_json(paths.claims) if "claims" in reads else [],
        )

    @property
    def arms(self) -> list[str]:
        """Arms with runs, in the order of the config."""
        return list(dict.fromkeys(self.runs["arm"]))

    @property
    def tasks(self) -> list[str]:
        """Tasks that functions were tried on, in the order of the table."""
        return list(dict.fromkeys(self.transfer["task"]))

    @property
    def evolved_on(self) -> list[str]:
        """Tasks that some run evolved on; the others are held out."""
        return list(dict.fromkeys(t for tasks in self.runs["tasks"] for t in tasks.split("+")))

    @property
    def short(self) -> pd.DataFrame:
        """Trials with retraining as long as the tasks say."""
        return self.transfer[self.transfer["longer"] == 1]


def read_table(path: Path) -> pd.DataFrame:
    """A table of the study after its checksum; only empty cells are missing."""
    content = BytesIO(artifacts.read_bytes(path))
    return _listed(pd.read_csv(content, keep_default_na=False, na_values=[""]))


def _listed(table: pd.DataFrame) -> pd.DataFrame:
    for name in LISTS:
        if name in table:
            table[name] = [json.loads(v) if isinstance(v, str) else None for v in table[name]]
    return table
