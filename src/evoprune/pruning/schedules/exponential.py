"""Saturating increase."""

import math

from pydantic import Field

from evoprune.pruning.schedules.base import Moment, Schedule


class Exponential(Schedule):
    """P = p (1 - exp(-steepness t/F)): from 0 to 0.865 p at steepness 2."""

    steepness: float = Field(default=2.0, gt=0)
    """How fast the probability saturates."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """Grows fast at first, then flattens."""
        return p * (1.0 - math.exp(-self.steepness * moment.progress))
