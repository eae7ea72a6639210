"""Linear increase, shared among the solutions of a neighbourhood."""

from evoprune.pruning.schedules.base import Moment, Schedule


class Population(Schedule):
    """P = p t/(F n): n is the size of the neighbourhood, 1 in canonical (Q16)."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """Proportional to the progress, divided by the number of solutions."""
        return p * moment.progress / moment.solutions
