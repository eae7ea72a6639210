"""What several runs of a search attain: the empirical attainment function of two objectives."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Pairs of objectives, both minimised, shape (points, 2)."""


def attained(runs: Sequence[Points], count: int) -> Points:
    """The best second objective that so many runs reach, by the first one.

    Args:
        runs: the points of each run.
        count: how many runs have to attain it.

    Returns:
        Corners of a falling staircase, shape (corners, 2), by ascending first objective; empty if
        there are fewer runs.
    """
    corners: list[tuple[float, float]] = []
    for x in np.unique(np.concatenate([points[:, 0] for points in runs])) if runs else []:
        best = sorted(points[points[:, 0] <= x, 1].min(initial=np.inf) for points in runs)
        reached = best[count - 1] if count <= len(best) else np.inf
        if np.isfinite(reached) and (not corners or reached < corners[-1][1]):
            corners.append((float(x), float(reached)))
    return np.array(corners, dtype=np.float64).reshape(-1, 2)
