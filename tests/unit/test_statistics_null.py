"""How often each test rejects a true null hypothesis, by 2,000 draws from fixed streams.

The attainable level is the largest size of at most .05 that a test can have: below .05 for tests of
counts and ranks, whose p-values have steps. Run by itself, the module prints the table of rates.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from scipy import stats

from evoprune.statistics import equivalence, friedman, signed_rank, unpaired
from evoprune.statistics.multiplicity import holm
from evoprune.statistics.rank_sum import null_distribution as rank_sum_null
from evoprune.statistics.rates import mcnemar

pytestmark = pytest.mark.slow

DRAWS, ALPHA, RUNS = 2000, 0.05, 30
SMALL, CONTRASTS, ARMS, DISCORDANT = 8, 6, 4, 0.5


class Rate(NamedTuple):
    """Share of rejections beside the attainable level."""

    rejected: float
    level: float


def attainable(null, sides):
    """Largest size of at most .05 of a test that rejects in one or both tails of `null`."""
    sizes = sides * np.cumsum(null)
    return float(sizes[sizes <= ALPHA].max(initial=0.0))


def signed_rank_level(sides):
    return attainable(signed_rank.null_distribution(tuple(range(1, RUNS + 1))), sides)


def rank_sum_level():
    return attainable(rank_sum_null(tuple(range(1, 2 * SMALL + 1)), SMALL), 2)


def mcnemar_level():
    """Mean over the number of discordant pairs, on which the test is conditional."""
    counts = np.arange(RUNS + 1)
    levels = [attainable(stats.binom.pmf(np.arange(n + 1), n, 0.5), 2) for n in counts]
    return float(stats.binom.pmf(counts, RUNS, DISCORDANT) @ levels)


def heavy(rng, *shape):
    """Symmetric values with heavy tails."""
    return rng.standard_t(3, shape)


def two_sided(rng):
    return signed_rank.exact_wilcoxon(heavy(rng, RUNS))


def one_sided(rng):
    return signed_rank.wilcoxon_less(heavy(rng, RUNS) + 0.5, 0.5)


def brunner_munzel(rng):
    return unpaired.compare(heavy(rng, RUNS), heavy(rng, RUNS)).p


def unequal_spreads(rng):
    return unpaired.compare(3 * rng.normal(size=RUNS), rng.normal(size=RUNS)).p


def rank_sum(rng):
    result = unpaired.compare(heavy(rng, SMALL), heavy(rng, SMALL))
    assert result.test == unpaired.RANK_SUM
    return result.p


def discordant(rng):
    pairs = int(rng.binomial(RUNS, DISCORDANT))
    only_first = int(rng.binomial(pairs, 0.5))
    return mcnemar(only_first, pairs - only_first)


def gate(rng):
    return friedman.iman_davenport(friedman.block_ranks(heavy(rng, RUNS, ARMS)))


def family(rng):
    """Smallest corrected p of arms that share a control, all alike."""
    control, arms = heavy(rng, RUNS), heavy(rng, CONTRASTS, RUNS)
    return min(holm([signed_rank.exact_wilcoxon(arm - control) for arm in arms]))


def paired_margin(rng):
    return equivalence.tost(rng.normal(1.0, 1.0, RUNS), -1.0, 1.0).p


def unpaired_margin(rng):
    return unpaired.tost(rng.normal(1.5, 1.0, RUNS), rng.normal(0.0, 1.0, RUNS), -1.5, 1.5).p


def small_margin(rng):
    return unpaired.tost(rng.normal(3.0, 1.0, SMALL), rng.normal(0.0, 1.0, SMALL), -3.0, 3.0).p


LEVELS = {
    two_sided: signed_rank_level(2),
    one_sided: signed_rank_level(1),
    brunner_munzel: ALPHA,
    unequal_spreads: ALPHA,
    rank_sum: rank_sum_level(),
    discordant: mcnemar_level(),
    gate: ALPHA,
}
"""What each test can reach, so that too few rejections are a fault too."""
BOUNDS = {test: ALPHA for test in (family, paired_margin, unpaired_margin, small_margin)}
"""What others promise not to exceed."""


@cache
def rates():
    """Rate by name of the test."""
    found = {}
    for stream, (test, level) in enumerate((LEVELS | BOUNDS).items()):
        rng = np.random.Generator(np.random.Philox(key=stream))
        rejected = np.mean([test(rng) <= ALPHA for _ in range(DRAWS)])
        found[test.__name__] = Rate(float(rejected), level)
    return found


@pytest.mark.parametrize("test", [test.__name__ for test in LEVELS])
def test_a_true_null_hypothesis_is_rejected_as_often_as_the_level_says(test):
    rejected, level = rates()[test]
    assert level - 0.015 < rejected <= level + 0.01


@pytest.mark.parametrize("test", [test.__name__ for test in BOUNDS])
def test_a_conjunction_or_family_is_rejected_no_more_often(test):
    rejected, level = rates()[test]
    # Not dead either: a conjunction of two tests rejects less often than each.
    assert 0.015 < rejected <= level + 0.01


def test_attainable_levels():
    assert signed_rank_level(2) == pytest.approx(0.049710, abs=5e-7)
    # Tables: U = 13 for 8 and 8 runs.
    assert rank_sum_level() == pytest.approx(stats.mannwhitneyu(*separated(13)).pvalue)
    # Of 20 discordant pairs, 5 or fewer on one side.
    assert attainable(stats.binom.pmf(np.arange(21), 20, 0.5), 2) == pytest.approx(mcnemar(5, 15))


def separated(larger):
    """Two samples of which `larger` pairs have the larger value in the first."""
    second = np.arange(SMALL) * 10.0
    shift, rest = divmod(larger, SMALL)
    first = np.full(SMALL, second[shift] - 5.0) + np.arange(SMALL) / 100
    first[SMALL - rest :] += 10.0
    return first, second


if __name__ == "__main__":
    for name, (rejected, level) in rates().items():
        print(f"{name:16} rejected {rejected:.4f}  level {level:.4f}")
