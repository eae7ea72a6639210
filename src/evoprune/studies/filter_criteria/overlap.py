"""Whether two scorings of the same filters keep the same ones."""

import numpy as np

from evoprune.pruning.criteria.selection import keep_highest, kept_count

RATIO = 0.5
"""Share of filters that the two scorings remove; by chance they have half of the rest in common."""


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Share of what one scoring keeps that the other keeps too.

    Args:
        first: scores, shape (filters,).
        second: scores of the same filters.
    """
    count = kept_count(len(first), RATIO)
    kept = [keep_highest(scores, count) for scores in (first, second)]
    return float((kept[0] & kept[1]).sum() / count)
