"""Numbers about a difference: test, intervals, effect sizes, what could have been found."""

import numpy as np
import scipy

from evoprune.claims.finding import Finding, Summary
from evoprune.claims.hypotheses.base import MINIMUM_SEEDS
from evoprune.claims.hypotheses.comparison import Comparison, Term, Values
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import Interval
from evoprune.statistics import effect_sizes, paired, power, rank_sum, signed_rank, unpaired


def find(comparison: Comparison, samples: Samples, alpha: float) -> Finding:
    """Everything about the difference of two sides that does not depend on what is claimed."""
    if comparison.block == "independent":
        return _independent(comparison, samples, alpha)
    return _paired(comparison, samples, alpha)


def _paired(comparison: Comparison, samples: Samples, alpha: float) -> Finding:
    values = comparison.differences(samples)
    n = len(values)
    wide = paired.hodges_lehmann_interval(values, 0.95)
    narrow = paired.hodges_lehmann_interval(values, 0.90)
    wins = effect_sizes.win_rate(-comparison.sign * values)
    return Finding(
        test="exact Wilcoxon signed-rank",
        n=n,
        p=signed_rank.exact_wilcoxon(values) if n >= MINIMUM_SEEDS else None,
        effect=paired.hodges_lehmann(values),
        interval=Interval(*(wide or (None, None))),
        narrow=Interval(*(narrow or (None, None))),
        sides=sides(comparison, samples),
        mde=power.paired_mde(spread(values), n, alpha),
        claimed=comparison.claimed,
        d_z=effect_sizes.d_z(values),
        wins=None if wins.value is None else (wins.value, Interval(wins.low, wins.high)),
        a12=_a12(comparison, samples),
        correlation=_correlation(comparison, samples),
        second=("paired t", _p_of_t(values)),
    )


def _independent(comparison: Comparison, samples: Samples, alpha: float) -> Finding:
    first, second = (comparison.side(samples, s) for s in (comparison.a, comparison.b))
    found = unpaired.compare(first, second)
    narrow = rank_sum.shift_interval(first, second, 0.90)
    pooled = np.sqrt((spread(first) ** 2 + spread(second) ** 2) / 2)
    few = min(len(first), len(second)) < MINIMUM_SEEDS
    return Finding(
        test=found.test or "too few runs",
        n=min(len(first), len(second)),
        p=None if few else found.p,
        effect=found.effect,
        interval=Interval(found.low, found.high),
        narrow=Interval(*(narrow or (None, None))),
        sides=sides(comparison, samples),
        mde=power.unpaired_mde(float(pooled), len(first), len(second), alpha),
        claimed=comparison.claimed,
        a12=_a12(comparison, samples),
        second=("Welch t", _p_of_welch(first, second)),
    )


def _a12(comparison: Comparison, samples: Samples) -> tuple[float, Interval] | None:
    """Probability that a run of the first side is larger, where there are two sides."""
    if not comparison.b:
        return None
    found = effect_sizes.a12(*(comparison.side(samples, s) for s in (comparison.a, comparison.b)))
    return None if found.value is None else (found.value, Interval(found.low, found.high))


def _correlation(comparison: Comparison, samples: Samples) -> float | None:
    """Pearson correlation of the sides over seeds: what pairing is worth."""
    if not comparison.b:
        return None
    first, second = (comparison.side(samples, s) for s in (comparison.a, comparison.b))
    both = len(first) == len(second) > 2 and np.isfinite([first, second]).all()
    if not both or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def spread(values: Values) -> float:
    """Standard deviation of the finite values; NaN, so no detectable effect, of fewer than two."""
    finite = values[np.isfinite(values)]
    return float(finite.std(ddof=1)) if len(finite) > 1 else float("nan")


def _same(values: Values) -> bool:
    """Whether finite values differ by rounding at most, which t tests cannot be asked about."""
    return bool(np.ptp(values) <= 1e-12 * np.abs(values).max())


def _p_of_t(values: Values) -> float | None:
    """p of the paired t test, where there is variation and nothing diverged."""
    if len(values) < MINIMUM_SEEDS or not np.isfinite(values).all() or _same(values):
        return None
    return float(scipy.stats.ttest_1samp(values, 0.0).pvalue)


def _p_of_welch(first: Values, second: Values) -> float | None:
    """p of Welch's test, where there is variation and nothing diverged."""
    both = np.concatenate([first, second])
    few = min(len(first), len(second)) < MINIMUM_SEEDS
    if few or not np.isfinite(both).all() or (_same(first) and _same(second)):
        return None
    return float(scipy.stats.ttest_ind(first, second, equal_var=False).pvalue)


def sides(comparison: Comparison, samples: Samples) -> tuple[Summary, ...]:
    """Both sides, or the only one."""
    there = [side for side in (comparison.a, comparison.b) if side]
    return tuple(summarise(_name(side), comparison.side(samples, side)) for side in there)


def summarise(name: str, values: Values) -> Summary:
    """Quartiles of a side; infinite values are those of runs that diverged."""
    low, median, high = (
        float(np.quantile(values, q, method="inverted_cdf" if np.isinf(values).any() else "linear"))
        for q in (0.25, 0.5, 0.75)
    )
    return Summary(name, len(values), int(np.isinf(values).sum()), median, low, high)


def _name(side: str | list[Term]) -> str:
    """A side in words."""
    if isinstance(side, str):
        return side
    words = []
    for term in side:
        weight = "" if term.weight == 1 else f"{term.weight:g} x "
        words.append(f"{weight}{term.arm}" + (f" ({term.metric})" if term.metric else ""))
    return " + ".join(words)
