"""Which arms a figure shows that has a place for one of each variant."""

from collections.abc import Collection

from evoprune.evolution.genome import MIXED
from evoprune.studies.filter_criteria.results import Results

PLAIN = {"criteria": MIXED, "search": "nsga2", "start": "random"}
"""What the first choice is like."""


def of_variants(results: Results, among: Collection[str]) -> list[str]:
    """An arm of each variant, network and data set whose candidates inherit, in the config's order.

    Args:
        results: of the study.
        among: arms that have something to show; of those that are alike, the plainest is taken.
    """
    runs = results.runs.drop_duplicates("arm")
    runs = runs[runs["arm"].isin(list(among)) & (runs["weights"] == "inherit")]
    unlike = sum((runs[name] != value).astype(int) for name, value in PLAIN.items())
    plainest = runs.assign(unlike=unlike).sort_values("unlike", kind="stable")
    taken = set(plainest.drop_duplicates(["variant", "network", "dataset"])["arm"])
    return [arm for arm in results.arms if arm in taken]
