"""Random pruning: a fixed share of every tensor, chosen blindly."""

import numpy as np
from pydantic import Field

from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import Operator, PruneContext


class RandomPruning(Operator):
    """Zero a fixed share of each weight matrix and each bias, uniformly without replacement.

    Exactly round(amount * size) entries of each tensor are hit, entries that are zero already
    included. Source: spec section 5.2.
    """

    amount: float = Field(default=0.1, ge=0, lt=1)
    """Share of each tensor that an event zeroes."""

    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """Draw the entries of each layer's weights, then of its bias."""
        return [
            KeepMask(self._keep(layer.weight.shape, rng), self._keep(layer.bias.shape, rng))
            for layer in context.layers
        ]

    def _keep(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        keep = np.ones(shape, dtype=bool)
        count = round(self.amount * keep.size)
        keep.flat[rng.choice(keep.size, size=count, replace=False, shuffle=False)] = False
        return keep
