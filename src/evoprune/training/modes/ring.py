"""What the modes that train a ring of cells have in common."""

from typing import Literal

import numpy as np
from pydantic import Field

from evoprune.training.modes.population import Population


class Ring(Population):
    """Cells on a ring, visited one after the other in shuffled order."""

    radius: int = Field(default=1, ge=0)
    """Radius r: a neighbourhood has 2r + 1 members."""
    solution_concept: Literal["best", "worst", "mean"] = "best"
    """What counts of an encoder's losses with all partners when it is selected (spec 4.6)."""

    def fitness(self, losses: np.ndarray) -> np.ndarray:
        """Fitness of each encoder, smaller is better.

        Args:
            losses: shape (..., encoders, decoders).

        Returns:
            Shape (..., encoders).
        """
        if self.solution_concept == "best":
            return np.asarray(losses.min(axis=-1))
        if self.solution_concept == "worst":
            return np.asarray(losses.max(axis=-1))
        return np.asarray(losses.mean(axis=-1))
