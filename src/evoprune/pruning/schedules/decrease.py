"""Linear decrease from certainty, as released."""

from evoprune.pruning.schedules.base import Moment, Schedule


class Decrease(Schedule):
    """P = 1 - p t/F: from 1 down to 1 - p, as released, not p(1 - t/F) (Q15)."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """One minus the share that an increase would have."""
        return 1.0 - p * moment.progress
