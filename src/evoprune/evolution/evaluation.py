"""What the log of a search says of one evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation was of, and what it gave.

    Attributes:
        number: of the evaluation, from 0.
        generation: from 1.
        of: number of the evaluation that the genome was new in.
        genome: its variables.
        widths: filters that stay, for each pruned layer.
        keep_masks: which ones, for each pruned layer: a digit a filter, 1 = kept.
        seeds: what random draws depended on, e.g. the number of the scoring.
        flops: floating-point operations for an image.
        errors: error rates by name, e.g. `error_validation`.
        steps: first training step and the one after the last; equal if it was not trained.
    """

    number: int
    generation: int
    of: int
    genome: list[float]
    widths: list[int]
    keep_masks: list[str]
    seeds: Mapping[str, int]
    flops: float
    errors: Mapping[str, float]
    steps: list[int]


def bits(keep_mask: np.ndarray) -> str:
    """A keep mask as text: 1 = kept.

    Args:
        keep_mask: bool, shape (filters,).
    """
    return "".join("1" if kept else "0" for kept in keep_mask.tolist())


def keep_mask(text: str) -> np.ndarray:
    """A keep mask from its text: bool, shape (filters,)."""
    return np.array([digit == "1" for digit in text], dtype=bool)
