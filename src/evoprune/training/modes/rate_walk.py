"""The random walk of a learning rate, which the ring makes and canonical training can make."""

import numpy as np
from pydantic import Field

from evoprune.settings import Settings


class RateWalk(Settings):
    """A learning rate that makes a normal step after each use. Source: spec section 4.2."""

    walk_sd: float = Field(default=1e-5, ge=0)
    """Standard deviation of the step that a learning rate makes after its use."""
    rate_floor: float = Field(default=1e-9, gt=0)
    """Smallest learning rate of the walk."""
    rate_ceiling: float = Field(default=10.0, gt=0)
    """Largest learning rate of the walk."""

    def walked(self, rate: float, rng: np.random.Generator) -> float:
        """A learning rate after its next step."""
        step = rng.normal(0.0, self.walk_sd)
        return float(np.clip(rate + step, self.rate_floor, self.rate_ceiling))
