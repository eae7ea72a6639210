"""Corrections of the p-values of one family, in the order given.

Holm holds the chance of any false finding in a family of confirmatory tests. The other two hold the
share of false ones among those flagged, for exploration only. Source: statistics spec, section 2.4.
"""

from collections.abc import Sequence

import numpy as np
import scipy

from evoprune.statistics.samples import FloatArray


def holm(ps: Sequence[float]) -> list[float]:
    """Family-wise error by Holm's step-down; valid under any dependence.

    Raises:
        ValueError: if a p-value is not a number from 0 to 1.
    """
    # Not by statsmodels: it collects garbage at every call, which takes a hundred times longer.
    values = _checked(ps)
    order = np.argsort(values)
    corrected = np.empty_like(values)
    corrected[order] = np.maximum.accumulate(values[order] * np.arange(values.size, 0, -1))
    return [float(p) for p in np.minimum(corrected, 1.0)]


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """False discovery rate for tests that are independent or positively dependent."""
    return _discovery(ps, "bh")


def benjamini_yekutieli(ps: Sequence[float]) -> list[float]:
    """False discovery rate under any dependence."""
    return _discovery(ps, "by")


def _discovery(ps: Sequence[float], method: str) -> list[float]:
    values = _checked(ps)
    if not len(ps):
        return []
    return [float(p) for p in scipy.stats.false_discovery_control(values, method=method)]


def _checked(ps: Sequence[float]) -> FloatArray:
    values = np.asarray(ps, dtype=np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"p-values: expected numbers from 0 to 1, got {ps!r}")
    return values
