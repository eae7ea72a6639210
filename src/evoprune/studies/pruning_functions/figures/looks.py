"""How arms and functions look, whichever others there are."""

from collections.abc import Iterable
from typing import Any

from matplotlib.patches import Patch

from evoprune.report import marks, points
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.kinds import NAMES
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.varying import FAITHFUL

SEARCHES = {"gp": "#0072b2", "random": "#e69f00", "seeds": "#7a7a7a"}
"""Colours of arms by search, of Okabe and Ito."""
OTHER = "#cc79a7"
"""Colour of any other search."""
KINDS = {
    "evolved": Look("#d55e00", "D", True),
    "champion": Look("#e69f00", "P", True),
    "handmade": Look("#0072b2", "o", True),
    "published": Look("#00795a", "s", True),
    "random": Look("#606060", "^", True),
    "inverted": Look("#b0568c", "v", True),
    "shuffled": Look("#3f9fd0", "X", True),
    "control": Look("#303030", "*", True),
}
"""Looks of functions by kind."""


def of_arms(results: Results) -> dict[str, Look]:
    """Looks by arm, in the order of the config; faithful arms are hollow."""
    first = results.runs.drop_duplicates("arm")
    return {
        str(arm): Look(SEARCHES.get(str(search), OTHER), "o", variant != FAITHFUL)
        for arm, search, variant in zip(
            first["arm"], first["search"], first["variant"], strict=True
        )
    }


def patches(kinds: Iterable[str]) -> list[Any]:
    """Legend entries of the colours of kinds of functions, in the same order everywhere."""
    return [Patch(facecolor=KINDS[kind].colour, label=NAMES[kind]) for kind in _ordered(kinds)]


def keys(kinds: Iterable[str], plot: PlotSettings) -> list[Any]:
    """Legend entries of the points of kinds of functions, in the same order everywhere."""
    size = points.size(plot)
    return [marks.key(NAMES[kind], **KINDS[kind].points(size)) for kind in _ordered(kinds)]


def _ordered(kinds: Iterable[str]) -> list[str]:
    there = set(kinds)
    return [kind for kind in NAMES if kind in there]
