"""Switches between the released behaviour, which is the default, and its corrections."""

from typing import Literal

from pydantic import Field

from evoprune.evolution.genetic_programming.settings import TreeSwitches


class Switches(TreeSwitches):
    """Where the study departs from the release, if it does. Source: sections 5 and 6.2."""

    random_numbers: Literal["own", "common"] = "own"
    """Batches of a retraining: of the candidate's own, or the same for all of a generation."""
    not_finite: Literal["highest", "refused"] = "highest"
    """A score that is no number keeps its channel, or the function counts as failed (Q9)."""
    accuracy: Literal["best", "last"] = "best"
    """Of a retraining: the best that was seen on the way, or that at its end (Q15)."""
    looks: int = Field(default=10, ge=1)
    """How often a retraining is looked at, where the best counts."""
