"""Linear increase from never."""

from evoprune.pruning.schedules.base import Moment, Schedule


class Increase(Schedule):
    """P = p t/F: from 0 to p."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """Proportional to the progress."""
        return p * moment.progress
