"""The contract of a hypothesis."""

from abc import ABC, abstractmethod

from pydantic import Field

from evoprune.claims.finding import Finding
from evoprune.claims.samples import Samples
from evoprune.settings import Settings

MINIMUM_SEEDS = 6
"""Below this no p is given: a two-sided exact one could not reach .05."""


class Margin(Settings):
    """What counts as no difference worth having, fixed before the runs."""

    value: float = Field(gt=0)
    """In units of the metric."""
    unit: str
    """Unit of the metric."""
    why: str = Field(min_length=10)
    """Reason for this size."""


class Hypothesis(Settings, ABC):
    """A part of a claim; its fields are its card's keys."""

    says: str = ""
    """The part in words, where a claim has several."""

    @property
    @abstractmethod
    def arms(self) -> list[str]:
        """Arms that it is about."""

    @abstractmethod
    def test(self, samples: Samples, alpha: float) -> Finding:
        """Look at the runs.

        Args:
            samples: the runs.
            alpha: level that detectable effects are given for.
        """

    @abstractmethod
    def verdict(self, finding: Finding, level: float) -> str:
        """What the finding means.

        Args:
            finding: of `test`.
            level: p at or below which the claim's family rejects.
        """
