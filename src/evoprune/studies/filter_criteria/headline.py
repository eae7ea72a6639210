"""The study in a few numbers, for comparing two experiments: its arms, runs and verdicts."""

from typing import Any

from evoprune.claims.verdicts import VERDICTS
from evoprune.report.headline import STATUSES, counted, number
from evoprune.studies.filter_criteria.results import Results

METRICS = ("error_test", "error_inherited", "flops_share", "hypervolume_reevaluated")
"""What is said about an arm; nothing of what it does not have."""


def headline(results: Results) -> dict[str, Any]:
    """Runs by status, claims by verdict, and medians over the completed runs of every arm.

    Args:
        results: with claims.
    """
    completed = results.completed
    return {
        "runs": counted(results.runs["status"].to_list(), STATUSES),
        "claims": counted([claim["verdict"] for claim in results.claims], VERDICTS),
        "arms": {
            arm: {
                f"{name}_median": number(completed.loc[completed["arm"] == arm, name].median())
                for name in METRICS
            }
            for arm in results.arms
        },
    }
