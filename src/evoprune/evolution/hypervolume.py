"""Hypervolume of fronts of two objectives."""

import numpy as np

from evoprune.evolution.sorting import non_dominated


def hypervolume(objectives: np.ndarray, reference: tuple[float, float]) -> float:
    """Area that candidates dominate, up to a reference point; both objectives are minimised.

    Args:
        objectives: shape (candidates, 2); candidates beyond the reference point add nothing.
        reference: the point that bounds the area.

    Returns:
        The area, 0 for no candidates.
    """
    inside = objectives[(objectives < reference).all(axis=1)]
    front = np.unique(inside[non_dominated(inside)], axis=0)  # ascending in the first objective
    widths = np.diff(front[:, 0], append=reference[0])
    return float((widths * (reference[1] - front[:, 1])).sum())
