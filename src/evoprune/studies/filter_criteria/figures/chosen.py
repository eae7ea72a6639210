"""Which arms a figure or table shows: each run once, or one arm for each variant."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from evoprune.evolution.genome import MIXED
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.results import Results

PLAIN = {"criteria": MIXED, "search": "nsga2", "start": "random"}
"""What the first choice is like."""


def once(results: Results, arms: Iterable[str]) -> list[str]:
    """Arms without those that only repeat runs of an arm before them.

    An arm whose candidates are trained alone has the searches of its twin that does without, seed
    by seed: drawn beside it, the same numbers would look like more runs.
    """
    alike = [name for name in LABELS if name != "arm"]
    seen: set[tuple[object, ...]] = set()
    kept = []
    for arm in arms:
        rows = results.runs.loc[results.runs["arm"] == arm, alike]
        runs = {tuple(row) for row in rows.to_numpy().tolist()}
        if not runs <= seen:
            kept.append(arm)
        seen |= runs
    return kept


def without_repeats(results: Results) -> Results:
    """Results in which each run is there once; see `once`."""
    arms = once(results, results.arms)
    runs, timings = (t[t["arm"].isin(arms)] for t in (results.runs, results.timings))
    return replace(results, runs=runs, timings=timings)


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
