"""What the modes that train a population have in common: its size and its learning rates."""

import numpy as np
from pydantic import Field

from evoprune.training.modes.base import Mode


class Population(Mode):
    """Networks that are trained in turn, each time with a fresh optimiser."""

    population: int = Field(default=10, ge=1)
    """Number of cells Z."""
    walk_sd: float = Field(default=1e-5, ge=0)
    """Standard deviation of the step that a learning rate makes after its use."""
    rate_floor: float = Field(default=1e-9, gt=0)
    """Smallest learning rate of the walk."""
    rate_ceiling: float = Field(default=10.0, gt=0)
    """Largest learning rate of the walk."""

    @property
    def cells(self) -> int:
        """One network a cell."""
        return self.population

    @property
    def persistent_moments(self) -> bool:
        """A fresh optimiser makes every step."""
        return False

    def walked(self, rate: float, rng: np.random.Generator) -> float:
        """A learning rate after its next step."""
        step = rng.normal(0.0, self.walk_sd)
        return float(np.clip(rate + step, self.rate_floor, self.rate_ceiling))
