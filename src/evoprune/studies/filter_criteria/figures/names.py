"""What arms are called in figures, how many runs they have, and what the small print says."""

import re
from collections.abc import Iterable, Sequence

from evoprune.report import marks
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.results import Results

PART = re.compile(r"[^-+]+[-+]?|[-+]")


def wrapped(name: str, letters: int) -> str:
    """A name in lines of at most so many letters, broken after hyphens and plus signs if it can."""
    lines = [""]
    for part in PART.findall(name):
        if lines[-1] and len(lines[-1]) + len(part) > letters:
            lines.append("")
        for letter in part:
            if len(lines[-1]) == letters:
                lines.append("")
            lines[-1] += letter
    return "\n".join(lines)


def of_arms(results: Results, arms: Sequence[str], letters: int) -> dict[str, str]:
    """Names of arms in lines, with the number of runs below where arms differ in it.

    Args:
        results: of the study.
        arms: that are named.
        letters: of a line at most.
    """
    even = _same_number(results, arms)
    return {
        arm: wrapped(arm, letters) + ("" if even else f"\n{_counted(results, arm)}") for arm in arms
    }


def _counted(results: Results, arm: str) -> str:
    """Number of an arm's runs that did not diverge, and of those that did."""
    status = results.runs.loc[results.runs["arm"] == arm, "status"]
    diverged = int((status != "ok").sum())
    lost = f", {diverged} diverged" if diverged else ""
    return f"n = {len(status) - diverged}{lost}"


def _same_number(results: Results, arms: Sequence[str]) -> bool:
    """Whether all runs of some arms came to their end, and each arm has as many."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    return bool((runs["status"] == "ok").all()) and runs["arm"].value_counts().nunique() == 1


def notes(
    results: Results, plot: PlotSettings, arms: Sequence[str], more: Iterable[str] = ()
) -> list[str]:
    """Small print: networks and data sets, what is left out, and more lines of the figure's own."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    places = runs[["network", "dataset"]].drop_duplicates()
    line = "; ".join(f"{place.network} on {place.dataset}" for place in places.itertuples()) + "."
    diverged = runs[runs["status"] != "ok"]
    if len(diverged):
        line += f" {len(diverged)} of {len(runs)} runs diverged and are left out."
    most = int(runs["arm"].value_counts().max())
    if most == 1:
        line += " One run an arm: nothing here says how runs differ."
    elif _same_number(results, arms):
        line += f" n = {most} runs an arm."
    return [marks.wrapped(text, plot) for text in (line, *more)]


def below(figure_notes: Iterable[str]) -> float:
    """Height of notes in lines."""
    return float(sum(text.count("\n") + 1 for text in figure_notes))
