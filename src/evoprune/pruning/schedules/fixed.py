"""The same probability at every epoch."""

from evoprune.pruning.schedules.base import Moment, Schedule


class Fixed(Schedule):
    """P = p at every epoch."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """The base probability itself."""
        del moment  # the same at every epoch
        return p
