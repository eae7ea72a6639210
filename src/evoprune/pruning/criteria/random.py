"""Blind choice."""

import numpy as np

from evoprune.pruning.criteria.base import Criterion, FilterContext


class Random(Criterion):
    """Uniform draws: any set of filters is as likely as any other of its size."""

    def score(self, context: FilterContext) -> np.ndarray:
        """A draw for each filter."""
        return context.rng.random(len(context.weight))
