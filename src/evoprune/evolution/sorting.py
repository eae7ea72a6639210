"""Pareto dominance and non-dominated sorting; all objectives are minimised."""

import numpy as np


def dominance(objectives: np.ndarray) -> np.ndarray:
    """Who dominates whom: nowhere worse, somewhere better.

    Args:
        objectives: shape (candidates, objectives).

    Returns:
        bool, shape (candidates, candidates): whether the row's candidate dominates the column's.
    """
    one, other = objectives[:, None], objectives[None]
    return np.asarray((one <= other).all(axis=2) & (one < other).any(axis=2))


def fronts(objectives: np.ndarray) -> list[np.ndarray]:
    """Fast non-dominated sort (Deb et al., 2002).

    Args:
        objectives: shape (candidates, objectives).

    Returns:
        Indices of the candidates of each front, ascending; the first front is dominated by nobody,
        each next one only by those before it.
    """
    dominates = dominance(objectives)
    dominated_by = dominates.sum(axis=0)
    found = []
    while (front := np.flatnonzero(dominated_by == 0)).size:
        found.append(front)
        dominated_by -= dominates[front].sum(axis=0)
        dominated_by[front] = -1  # done
    return found


def non_dominated(objectives: np.ndarray) -> np.ndarray:
    """Indices of the candidates that nobody dominates, ascending.

    Args:
        objectives: shape (candidates, objectives).
    """
    return np.flatnonzero(~dominance(objectives).any(axis=0))
