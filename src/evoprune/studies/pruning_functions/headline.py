"""The study in a few numbers, for comparing two experiments: its arms, runs and verdicts."""

from typing import Any

from evoprune.claims.verdicts import VERDICTS
from evoprune.report.headline import STATUSES, counted, number
from evoprune.studies.pruning_functions.judging import means
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import EVOLVED

METRICS = ("fitness", "gain", "size")
"""What is said about an arm."""


def headline(results: Results) -> dict[str, Any]:
    """Runs by status, claims by verdict, medians of every arm, and the evolved function's tests.

    Args:
        results: with claims.
    """
    runs = results.runs
    tested = means(results.short[results.short["function"] == EVOLVED])
    return {
        "runs": counted(runs["status"].to_list(), STATUSES),
        "claims": counted([claim["verdict"] for claim in results.claims], VERDICTS),
        "arms": {
            arm: {
                f"{name}_median": number(runs.loc[runs["arm"] == arm, name].median())
                for name in METRICS
            }
            for arm in results.arms
        },
        "evolved": {
            str(task): number(tested[task].iloc[0]) for task in tested.columns if len(tested)
        },
    }
