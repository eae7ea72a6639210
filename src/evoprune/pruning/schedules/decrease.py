"""Linear decrease from certainty, as released."""

from pydantic import Field

from evoprune.pruning.schedules.base import Moment, Schedule


class Decrease(Schedule):
    """P = 1 - p t/F: from 1 down to 1 - p, as released, not p(1 - t/F) (Q15)."""

    proportional: bool = Field(default=False)
    """Whether P = p(1 - t/F) instead, from p down to 0."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """One minus the share that an increase would have, or the share that is left of p."""
        if self.proportional:
            return p * (1.0 - moment.progress)
        return 1.0 - p * moment.progress
