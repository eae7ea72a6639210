"""What the modes that train a population have in common: its size and its learning rates."""

from pydantic import Field

from evoprune.training.modes.base import Mode
from evoprune.training.modes.rate_walk import RateWalk


class Population(RateWalk, Mode):
    """Networks that are trained in turn, each time with a fresh optimiser."""

    population: int = Field(default=10, ge=1)
    """Number of cells Z."""

    @property
    def cells(self) -> int:
        """One network a cell."""
        return self.population

    @property
    def persistent_moments(self) -> bool:
        """A fresh optimiser makes every step."""
        return False
