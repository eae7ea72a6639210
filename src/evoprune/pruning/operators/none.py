"""No pruning: the reference arm."""

from typing import ClassVar

import numpy as np

from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import Operator, PruneContext


class NoPruning(Operator):
    """Keep everything; there are no events and no schedule."""

    prunes: ClassVar[bool] = False

    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """Keep every parameter."""
        del rng  # the contract passes it; nothing is drawn
        everything = (np.ones(len(layer.bias), dtype=bool) for layer in context.layers)
        return [
            KeepMask.of_units(layer, kept)
            for layer, kept in zip(context.layers, everything, strict=True)
        ]
