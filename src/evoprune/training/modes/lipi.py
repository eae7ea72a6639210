"""Lipi-AE-S: a ring of autoencoders that copy, select, train and replace one another."""

from typing import ClassVar, Literal

from evoprune.training.job import Job, Outcome
from evoprune.training.modes.ring import Ring
from evoprune.training.rings import Rings


class Lipi(Ring):
    """The pair that wins in its neighbourhood is trained and replaces the centre. Spec 4.2."""

    prunes_first: ClassVar[bool] = False
    """Whether an event comes before the replacement loss is measured."""

    optimizer: Literal["fresh", "persistent"] = "fresh"
    """A fresh Adam every step, as published (Q11), or one whose moments travel with the network."""

    @property
    def persistent_moments(self) -> bool:
        """Whether the optimiser keeps its moments."""
        return self.optimizer == "persistent"

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs."""
        return Rings(self, job, prunes_first=self.prunes_first).train()
