"""Rankings of many arms over common seeds: a set of best arms, not one winner.

Seeds are the blocks. Friedman's test is a description of the whole; what decides is the exact
signed-rank test of each pair, corrected by Holm over all pairs.

Source: statistics spec, section 2.4.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from evoprune.statistics.friedman import block_ranks, iman_davenport
from evoprune.statistics.letters import compact_letters
from evoprune.statistics.multiplicity import holm
from evoprune.statistics.paired import MINIMUM_PAIRS, paired_differences
from evoprune.statistics.signed_rank import exact_wilcoxon

Values = Mapping[str, Mapping[int, float]]


class Pair(NamedTuple):
    """Two arms, the one of better mean rank first, with the exact p of their difference."""

    first: str
    second: str
    p: float
    p_holm: float


class Ranking(NamedTuple):
    """Arms by mean rank; below six blocks no p-values, letters or best arms.

    Attributes:
        blocks: seeds that all arms have.
        mean_ranks: by arm, best (lowest) first; empty without blocks.
        friedman_p: after Iman and Davenport; None where undefined.
        pairs: all pairs of arms.
        letters: by arm; two arms share one if and only if they were not found different.
        best: arms not found different from the one with the best mean rank, and itself.
    """

    blocks: int
    mean_ranks: dict[str, float]
    friedman_p: float | None
    pairs: tuple[Pair, ...]
    letters: dict[str, str]
    best: tuple[str, ...]


def rank(values: Values, alpha: float = 0.05) -> Ranking:
    """Rank arms on a metric where lower is better.

    Args:
        values: metric by arm and seed; NaN or infinite where a run diverged, which ranks worst.
            Seeds that an arm lacks are left out for all.
        alpha: family-wise error of all pairs.
    """
    seeds = sorted(set.intersection(*map(set, values.values()))) if values else []
    if not seeds:
        return Ranking(0, {}, None, (), {}, ())
    table = np.array([[values[arm][seed] for arm in values] for seed in seeds], dtype=np.float64)
    ranks = block_ranks(np.where(np.isnan(table), np.inf, table))
    mean_ranks = dict(sorted(zip(values, ranks.mean(axis=0).tolist(), strict=True), key=_second))
    common = {arm: {seed: values[arm][seed] for seed in seeds} for arm in mean_ranks}
    if len(seeds) < MINIMUM_PAIRS:
        return Ranking(len(seeds), mean_ranks, None, (), {}, ())
    pairs = _pairs(common)
    letters, best = _groups(list(mean_ranks), pairs, alpha)
    return Ranking(len(seeds), mean_ranks, iman_davenport(ranks), pairs, letters, best)


def _pairs(values: Values) -> tuple[Pair, ...]:
    chosen = list(combinations(values, 2))
    ps = [exact_wilcoxon(paired_differences(values[a], values[b])) for a, b in chosen]
    return tuple(Pair(*arms, p, q) for arms, p, q in zip(chosen, ps, holm(ps), strict=True))


def _groups(
    order: list[str], pairs: tuple[Pair, ...], alpha: float
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Letters and best arms."""
    different = {(pair.first, pair.second) for pair in pairs if pair.p_holm < alpha}
    best = tuple(arm for arm in order if (order[0], arm) not in different)
    return compact_letters(order, different), best


def _second(item: tuple[str, float]) -> float:
    return item[1]
