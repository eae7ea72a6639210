"""The contract of a training mode."""

from abc import ABC, abstractmethod

from evoprune.settings import Settings
from evoprune.training.job import Job, Outcome


class Mode(Settings, ABC):
    """A training mode; its fields are its settings in the config."""

    @property
    @abstractmethod
    def cells(self) -> int:
        """Number of networks that a run keeps records of."""

    @property
    @abstractmethod
    def persistent_moments(self) -> bool:
        """Whether the optimiser keeps its moments, or a fresh one makes every step."""

    @property
    def passes(self) -> int:
        """Passes over the training rows that an epoch of a run makes, all networks together."""
        return self.cells

    @abstractmethod
    def train(self, job: Job) -> list[Outcome]:
        """Train all runs of a job, one outcome a run, in order."""
