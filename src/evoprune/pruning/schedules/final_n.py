"""Prune in the last part of the run only."""

from pydantic import Field

from evoprune.pruning.schedules.base import Moment, Schedule


class FinalN(Schedule):
    """P = p from t = (1 - share) F on, 0 before."""

    share: float = Field(default=0.25, gt=0, le=1)
    """Share of the run, at its end, in which events may happen."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """Nothing until the last share of the run, then the base probability."""
        return p if moment.epoch >= (1.0 - self.share) * moment.final_epoch else 0.0
