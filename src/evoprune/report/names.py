"""What arms are called in figures, and how many runs they have."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import pandas as pd


class WithRuns(Protocol):
    """Results of a study."""

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run, with `arm`, `seed` and `status`."""
        ...


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


def of_arms(results: WithRuns, arms: Sequence[str], letters: int) -> dict[str, str]:
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


def _counted(results: WithRuns, arm: str) -> str:
    """Number of an arm's runs that did not diverge, and of those that did."""
    status = results.runs.loc[results.runs["arm"] == arm, "status"]
    diverged = int((status != "ok").sum())
    lost = f", {diverged} diverged" if diverged else ""
    return f"n = {len(status) - diverged}{lost}"


def _same_number(results: WithRuns, arms: Sequence[str]) -> bool:
    """Whether all runs of some arms came to their end, and each arm has as many."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    return bool((runs["status"] == "ok").all()) and runs["arm"].value_counts().nunique() == 1


def counted(results: WithRuns, arms: Sequence[str]) -> str:
    """How many runs arms have, and how many are left out; empty where that stands by their names.

    Every sentence begins with a space.
    """
    runs = results.runs[results.runs["arm"].isin(arms)]
    lost = int((runs["status"] != "ok").sum())
    line = f" {lost} of {len(runs)} runs diverged and are left out." if lost else ""
    most = int(runs["arm"].value_counts().max())
    if most == 1:
        return line + " One run an arm: nothing here says how runs differ."
    return line + (f" n = {most} runs an arm." if _same_number(results, arms) else "")


def below(figure_notes: Iterable[str]) -> float:
    """Height of notes in lines."""
    return float(sum(text.count("\n") + 1 for text in figure_notes))
