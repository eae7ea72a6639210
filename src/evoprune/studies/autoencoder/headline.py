"""The study in a few numbers, for comparing two experiments: its headline arms, runs and verdicts.

A key is there whatever came out, so that a difference of two experiments is one of numbers.
"""

from typing import Any

import pandas as pd

from evoprune.claims.verdicts import VERDICTS
from evoprune.report.headline import STATUSES, counted, number
from evoprune.studies.autoencoder.results import Results

METRICS = ("l1_train", "l1_test", "preserved_nonzero")
"""What is said about an arm: the published loss, that on the test split, the share left."""


def headline(results: Results) -> dict[str, Any]:
    """Runs by status, claims by verdict, and medians over the completed runs of headline arms.

    Args:
        results: with claims.
    """
    return {
        "runs": counted(results.runs["status"].to_list(), STATUSES),
        "claims": counted([claim["verdict"] for claim in results.claims], VERDICTS),
        "arms": {
            str(arm): _medians(rows)
            for scope in results.scopes
            for arm, rows in _headline_runs(results.of_scope(scope)).groupby("arm", sort=False)
        },
    }


def _headline_runs(shown: Results) -> pd.DataFrame:
    """Runs of each operator with the schedule that stands for it."""
    chosen = pd.MultiIndex.from_tuples(list(shown.headline().items()))
    pairs = pd.MultiIndex.from_frame(shown.runs[["operator", "schedule"]])
    return shown.runs[pairs.isin(chosen)]


def _medians(rows: pd.DataFrame) -> dict[str, float | None]:
    completed = rows[rows["status"] == "ok"]
    return {f"{metric}_median": number(completed[metric].median()) for metric in METRICS}
