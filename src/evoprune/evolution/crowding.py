"""Crowding distance: how much room a candidate has among its neighbours on a front."""

import numpy as np

INFINITE = 1e14
"""The distance of the ends of a front."""


def crowding_distances(objectives: np.ndarray) -> np.ndarray:
    """Crowding distance of each candidate of one front.

    In each objective, that is the distance to the neighbour before plus that to the one behind, in
    units of the range of the front; the distance is the mean over the objectives. The ends of an
    objective are infinite, as are fronts of at most two. An objective that is the same for all
    counts 0, also at its ends.

    Args:
        objectives: shape (candidates, objectives), finite.

    Returns:
        Shape (candidates,).
    """
    if len(objectives) <= 2:
        return np.full(len(objectives), INFINITE)
    rooms = [_room(values) for values in objectives.T]
    return np.asarray(np.minimum(np.mean(rooms, axis=0), INFINITE))


def _room(values: np.ndarray) -> np.ndarray:
    """Scaled distance between the two neighbours of each value; equal ones go by their index."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    span = ascending[-1] - ascending[0]
    room = np.zeros(len(values))
    if span > 0:
        gaps = np.diff(ascending, prepend=-np.inf, append=np.inf) / span
        room[order] = gaps[:-1] + gaps[1:]
    return room
