"""Friedman's test of arms ranked within blocks, with the F approximation of Iman and Davenport.

Source: statistics spec, section 2.4 (claims on rankings).
"""

import math

import scipy

from evoprune.statistics.samples import MINIMUM_RUNS, FloatArray


def block_ranks(table: FloatArray) -> FloatArray:
    """Mid-ranks within each row of `table`, shape (blocks, arms); infinite values rank last."""
    ranks: FloatArray = scipy.stats.rankdata(table, axis=1)
    return ranks


def friedman_statistic(ranks: FloatArray) -> float | None:
    """Friedman's chi-squared, corrected for ties, of `block_ranks`; None if all arms always tie."""
    blocks, arms = ranks.shape
    spread = float(((ranks - (arms + 1) / 2) ** 2).sum())
    if spread == 0:
        return None
    between = float(((ranks.mean(axis=0) - (arms + 1) / 2) ** 2).sum())
    return float((arms - 1) * blocks**2 * between / spread)


def iman_davenport(ranks: FloatArray) -> float | None:
    """p that all arms rank alike; None below six blocks or two arms, or if all arms always tie.

    Blocks that agree perfectly make F infinite: p is never below the exact chance of that.
    """
    blocks, arms = ranks.shape
    statistic = friedman_statistic(ranks) if arms > 1 and blocks >= MINIMUM_RUNS else None
    if statistic is None:
        return None
    smallest = math.exp((1 - blocks) * math.lgamma(arms + 1))
    rest = blocks * (arms - 1) - statistic
    # Rounding can leave a little rest, or less than none, to perfect agreement.
    if rest <= 1e-9:
        return smallest
    ratio = (blocks - 1) * statistic / rest
    return max(smallest, float(scipy.stats.f.sf(ratio, arms - 1, (arms - 1) * (blocks - 1))))
