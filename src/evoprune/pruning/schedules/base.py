"""The contract of a pruning schedule."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from pydantic import Field

from evoprune.settings import Settings


@dataclass(frozen=True)
class Moment:
    """Where in a run a schedule is asked.

    Attributes:
        epoch: epoch t from 0.
        final_epoch: the "final epoch" F of the mode: T in canonical, T - 1 in the ring (Q14).
        solutions: number of solutions n: 1 in canonical, the neighbourhood size in the ring (Q16).
    """

    epoch: int
    final_epoch: int
    solutions: int

    @property
    def progress(self) -> float:
        """t/F; a ring that trains for one epoch only is at its end from the start (Q42)."""
        return self.epoch / self.final_epoch if self.final_epoch else 1.0


class Schedule(Settings, ABC):
    """A pruning schedule; its fields are its settings in the config."""

    probability: float | None = Field(default=None, ge=0, le=1)
    """Base probability p with this schedule; empty means that of the operator."""

    @abstractmethod
    def event_probability(self, p: float, moment: Moment) -> float:
        """Probability of an event at `moment`, from the base probability `p`.

        An event happens when this is larger than a draw from [0, 1). Source: spec section 6.
        """
