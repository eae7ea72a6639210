"""Results of the study as figures, tables and claims read them; the run is the unit of analysis."""

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
from evoprune.studies.filter_criteria.paths import StudyPaths

LISTS = ("widths", "keep_masks", "ratios", "criteria_of_layers", "errors_alone")
"""Columns of tables that hold JSON."""


@dataclass(frozen=True)
class Results:
    """The tables of the study.

    Attributes:
        runs: a row a run.
        generations: a row a generation of a run; generation 0 is before the search.
        fronts: a row a member of a run's front; `widths`, `keep_masks`, `ratios` and
            `criteria_of_layers` are lists with an entry a prunable group; `target_share` is the
            share of operations that was wanted, `picked` says which member was trained for it.
        alone: a row a candidate that was trained alone; `errors_alone` is a list.
        evaluations: a row an evaluation.
        timings: a row a run: what it cost, by phase.
        claims: decisions as `claims.json` holds them; empty if not asked for.
        deployed: a row a network and batch size: what it takes; empty if not asked for.
    """

    runs: pd.DataFrame
    generations: pd.DataFrame
    fronts: pd.DataFrame
    alone: pd.DataFrame
    evaluations: pd.DataFrame
    timings: pd.DataFrame
    claims: list[dict[str, Any]] = field(default_factory=list)
    deployed: pd.DataFrame = field(default_factory=pd.DataFrame)

    @classmethod
    def load(cls, paths: StudyPaths, reads: Collection[str] = ()) -> "Results":
        """Read all tables after their checksums.

        Args:
            paths: of the study.
            reads: what else is read: `claims`, `deployed`.

        Raises:
            MissingDataError, CorruptFileError: a file is not there or not whole.
        """
        source = pa.BufferReader(artifacts.read_bytes(paths.evaluations))
        return cls(
            runs=read_table(paths.runs),
            generations=read_table(paths.generations),
            fronts=read_table(paths.fronts),
            alone=read_table(paths.alone),
            evaluations=pq.read_table(source).to_pandas(),
            timings=read_table(paths.timings),
            claims=artifacts.read_json(paths.claims) if "claims" in reads else [],
            deployed=read_table(paths.deployed) if "deployed" in reads else pd.DataFrame(),
        )

    @property
    def arms(self) -> list[str]:
        """Arms with runs, in the order of the config."""
        return list(dict.fromkeys(self.runs["arm"]))

    @property
    def completed(self) -> pd.DataFrame:
        """Runs that did not diverge."""
        return self.runs[self.runs["status"] == "ok"]


def read_table(path: Path) -> pd.DataFrame:
    """A table of the study after its checksum; only empty cells are missing, not `none`."""
    table = pd.read_csv(BytesIO(artifacts.read_bytes(path)), keep_default_na=False, na_values=[""])
    for name in LISTS:
        if name in table:
            table[name] = table[name].map(json.loads)
    return table
