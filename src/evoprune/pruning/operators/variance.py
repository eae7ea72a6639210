"""Variance pruning, as released: units whose activation varies most lose their weights."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import Operator, PruneContext


class VariancePruning(Operator):
    """Keep each parameter of a unit with a probability that falls as its activation varies more.

    The released direction is the opposite of the published description: in each layer the most
    variable unit loses all its incoming weights and its bias, the least variable one loses nothing;
    `pruned: low` turns it round. The scores alone decide how much goes, unless `amount` says so.
    Source: spec section 5.3, quirks Q3 to Q5.
    """

    needs_history: ClassVar[bool] = True

    probability: float = Field(default=0.1, ge=0, le=1)
    """Base probability p of an event, which the schedule shapes."""

    pruned: Literal["high", "low"] = "high"
    """Which units lose their weights: those that vary most, as released, or least (Q3)."""
    amount: float | None = Field(default=None, ge=0, lt=1)
    """Share of each layer's units that an event prunes whole; empty: the scores decide (Q4)."""

    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """Draw every incoming weight of a unit, then its bias, with the unit's own probability."""
        if context.activation_sd is None:
            raise ValueError("variance pruning needs the activation history")
        masks = []
        for layer, deviation in zip(context.layers, context.activation_sd, strict=True):
            if self.amount is not None:
                score = deviation.sum(axis=0) * (1 if self.pruned == "high" else -1)
                kept = ~highest(score, round(self.amount * len(score)), rng)
                masks.append(KeepMask.of_units(layer, kept))
                continue
            keep = keep_probability(deviation)
            keep = keep if self.pruned == "high" else turned_round(keep)
            weight = keep[:, None] > rng.random(layer.weight.shape)
            masks.append(KeepMask(weight, keep > rng.random(layer.bias.shape)))
        return masks


def keep_probability(deviation: np.ndarray) -> np.ndarray:
    """Probability with which each parameter of each unit is kept.

    With s the sum of a unit's standard deviations over the batch slots, this is
    1 - (s - min s)/(max s - min s) over the units of the layer; where all units score the same it
    is 1 - s, which the comparison with a draw from [0, 1) cuts off at 0.

    Args:
        deviation: shape (batch slots, units).

    Returns:
        Shape (units,).
    """
    keep = 1.0 - np.abs(deviation.sum(axis=0))
    low, high = keep.min(), keep.max()
    return np.asarray((keep - low) / (high - low) if high > low else keep)


def turned_round(keep: np.ndarray) -> np.ndarray:
    """Keep probabilities for pruning the least variable units; all are kept if all score the same.

    Args:
        keep: probabilities for pruning the most variable ones, shape (units,).
    """
    return np.asarray(1.0 - keep if keep.max() > keep.min() else np.ones_like(keep))


def highest(score: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """The `count` units with the highest scores, ties in random order.

    Args:
        score: shape (units,).
        count: how many.
        rng: breaks ties.

    Returns:
        bool, shape (units,).
    """
    shuffled = rng.permutation(len(score))
    chosen = np.zeros(len(score), dtype=bool)
    chosen[shuffled[np.argsort(-score[shuffled], kind="stable")[:count]]] = True
    return chosen
