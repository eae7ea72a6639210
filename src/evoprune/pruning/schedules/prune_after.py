"""Prune once training is over."""

from pydantic import Field

from evoprune.pruning.schedules.base import Moment, Schedule


class PruneAfter(Schedule):
    """P = p from t = F on: the ring's last epoch; canonical never gets there (Q14)."""

    probability: float | None = Field(default=1.0, ge=0, le=1)
    """Base probability p with this schedule; the study prunes with certainty."""

    def event_probability(self, p: float, moment: Moment) -> float:
        """Nothing before the final epoch, the base probability at it."""
        return p if moment.epoch >= moment.final_epoch else 0.0
