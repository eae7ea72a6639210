"""Conjunctive pruning: units that are nearly silent on every one of a sample of rows."""

from typing import Literal

import numpy as np
from pydantic import Field

from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import Operator, PruneContext


class ConjunctivePruning(Operator):
    """Prune whole units whose relative activation is below a threshold on every sampled row.

    As released, the rows come from the test split, with replacement, and row 0 is never drawn;
    `cases_from: train` draws from all training rows.
    Source: spec section 5.4, quirks Q6 and Q7.
    """

    threshold: float = Field(default=0.1, gt=0, le=1)
    """Below this activation, scaled to 0..1 over its layer, a unit is a candidate on a row."""
    cases: int = Field(default=100, ge=1)
    """Number of rows drawn for an event."""
    cases_from: Literal["test", "train"] = "test"
    """The split that they are drawn from: as published the test split, without its row 0 (Q7)."""

    @property
    def case_split(self) -> str:
        """The split that cases are drawn from."""
        return self.cases_from

    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """Draw the rows once, then select units layer by layer."""
        first = 1 if self.cases_from == "test" else 0
        rows = rng.integers(first, context.case_rows, size=self.cases)
        activations = context.case_activations(rows)
        return [
            KeepMask.of_units(layer, ~silent_units(values, self.threshold))
            for layer, values in zip(context.layers, activations, strict=True)
        ]


def silent_units(activations: np.ndarray, threshold: float) -> np.ndarray:
    """Units that the conjunction over the rows selects.

    The conjunction stops as soon as at most one unit is left, and that unit counts as selected
    although the remaining rows were not asked. A row on which all units are equal has no
    candidates.

    Args:
        activations: shape (rows, units), rows in draw order.
        threshold: upper bound of the scaled activation, exclusive.

    Returns:
        bool, shape (units,).
    """
    low = activations.min(axis=1, keepdims=True)
    span = activations.max(axis=1, keepdims=True) - low
    with np.errstate(invalid="ignore", divide="ignore"):
        candidates = (activations - low) / span < threshold  # 0/0 is NaN, which is never below
    selected: np.ndarray = candidates[0].copy()
    for row in candidates:
        if np.count_nonzero(selected) <= 1:
            break
        selected &= row
    return selected
