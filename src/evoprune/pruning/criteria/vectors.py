"""Filters as vectors: one row each."""

import numpy as np
from scipy.spatial.distance import cdist


def as_rows(tensor: np.ndarray) -> np.ndarray:
    """A row for each filter.

    Args:
        tensor: shape (filters, ...).

    Returns:
        Shape (filters, entries of one filter).
    """
    return tensor.reshape(len(tensor), -1)


def summed_distances(rows: np.ndarray) -> np.ndarray:
    """Sum of the Euclidean distances of each row to all others.

    Args:
        rows: shape (filters, entries).

    Returns:
        Shape (filters,).
    """
    return np.asarray(cdist(rows, rows).sum(axis=1))


def share(parts: np.ndarray, whole: float) -> np.ndarray:
    """Parts of a whole; zeros where the whole is zero.

    The release divides by zero there. The same filters stay: either way all scores tie.
    """
    return np.zeros_like(parts) if whole == 0 else parts / whole
