"""Exact signed-rank tests of the location of paired differences.

Zeros are ranked and then left out (Pratt). Ties and zeros enter the null distribution itself, which
is computed by dynamic programming on doubled mid-ranks (whole numbers). Infinite differences have
the highest ranks. Nothing here returns NaN.

Source: statistics spec, sections 2.3 and 2.4.
"""

from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import ArrayLike

from evoprune.statistics.samples import FloatArray, finite, numbers


def signed_ranks(differences: ArrayLike) -> FloatArray:
    """Mid-ranks of |differences| with their signs; zeros are ranked, then set to 0 (Pratt)."""
    values = numbers(differences, "differences")
    ranks: FloatArray = scipy.stats.rankdata(np.abs(values))
    return np.sign(values) * ranks


def exact_wilcoxon(differences: ArrayLike) -> float:
    """Two-sided exact p of `differences`, shape (pairs,); all differences zero: p = 1."""
    return min(1.0, 2 * min(wilcoxon_greater(differences), wilcoxon_less(differences)))


def wilcoxon_greater(differences: ArrayLike, shift: float = 0.0) -> float:
    """One-sided exact p of location <= shift against location > shift.

    Args:
        differences: shape (pairs,).
        shift: in the unit of the differences; one that equals it counts as a zero.

    Raises:
        ValueError: if a difference is NaN or the shift is not finite.
    """
    values = numbers(differences, "differences") - finite(shift, "shift")
    doubled = np.rint(2 * signed_ranks(values)).astype(np.int64)
    # Sorted, so that differences without ties share one cached distribution.
    ranks = np.sort(np.abs(doubled[doubled != 0]))
    upper = null_distribution(tuple(ranks.tolist()))[doubled[doubled > 0].sum() :]
    return min(1.0, float(upper.sum()))


def wilcoxon_less(differences: ArrayLike, shift: float = 0.0) -> float:
    """One-sided exact p of location >= shift against location < shift."""
    return wilcoxon_greater(-numbers(differences, "differences"), -shift)


@lru_cache(maxsize=256)
def null_distribution(ranks: tuple[int, ...]) -> FloatArray:
    """Probability of each sum 0 .. sum(ranks) when every rank is kept with probability 1/2."""
    probability = np.zeros(sum(ranks) + 1)
    probability[0] = 1.0
    for rank in ranks:
        shifted = np.zeros_like(probability)
        shifted[rank:] = probability[: probability.size - rank]
        probability = (probability + shifted) / 2
    probability.setflags(write=False)
    return probability
