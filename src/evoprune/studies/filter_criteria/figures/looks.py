"""How arms look: the criterion is the colour, the search the marker, faithful arms are hollow.

An arm looks the same in every figure, whichever other arms there are.
"""

from collections.abc import Mapping
from typing import Any

from evoprune.evolution.genome import MIXED
from evoprune.report.points import Look
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.settings import DENSE
from evoprune.studies.varying import FAITHFUL

COLOURS = {
    MIXED: "#0072b2",
    "l1": "#e69f00",
    "l2": "#d55e00",
    "es": "#009e73",
    "gm": "#cc79a7",
    "random": "#7a7a7a",
    "front": "#56b4e9",
    "bn_scale": "#7f4f24",
    "fpgm": "#882255",
    "weight_magnitude": "#5a5a00",
    "taylor": "#3b3178",
    DENSE: "#000000",
}
"""By criterion; those that evolve have the colours of Okabe and Ito."""
SEARCHES = {"nsga2": "o", "random": "^", "uniform": "s", "none": "D"}
"""Markers by search."""
SCRATCH, PRETRAINED, OTHER = "X", "P", "v"
"""Markers of candidates that inherit nothing, of a pretrained start, and of other searches."""


def look(labels: Mapping[Any, Any]) -> Look:
    """The look of the arm with these name columns."""
    criterion = str(labels["criteria"])
    marker = SEARCHES.get(str(labels["search"]), OTHER)
    if criterion != DENSE and labels["weights"] == "scratch":
        marker = SCRATCH
    elif labels["start"] == "pretrained":
        marker = PRETRAINED
    filled = criterion == DENSE or labels["variant"] != FAITHFUL
    return Look(COLOURS[criterion], marker, filled)


def of_arms(results: Results) -> dict[str, Look]:
    """Looks by arm, in the order of the config."""
    first = results.runs.drop_duplicates("arm").set_index("arm", drop=False)
    return {arm: look(first.loc[arm].to_dict()) for arm in results.arms}
