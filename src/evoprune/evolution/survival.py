"""Who of parents and offspring lives on: rank, then crowding."""

from typing import NamedTuple

import numpy as np

from evoprune.evolution.crowding import crowding_distances
from evoprune.evolution.sorting import fronts


class Survivors(NamedTuple):
    """Survivors, front by front.

    Attributes:
        indices: int, shape (survivors,).
        crowding: crowding distance in their whole front, before it was split, shape (survivors,).
    """

    indices: np.ndarray
    crowding: np.ndarray


def survivors(objectives: np.ndarray, count: int, rng: np.random.Generator) -> Survivors:
    """Whole fronts as long as they fit, then the least crowded of the next one.

    Args:
        objectives: of parents and offspring together, shape (candidates, objectives).
        count: how many survive, if there are as many.
        rng: breaks ties of crowding.
    """
    indices: list[int] = []
    crowding: list[float] = []
    for front in fronts(objectives):
        room = crowding_distances(objectives[front])
        places = count - len(indices)
        if len(front) > places:
            chosen = least_crowded(room, places, rng)
            front, room = front[chosen], room[chosen]
        indices += front.tolist()
        crowding += room.tolist()
        if len(indices) == count:
            break
    return Survivors(np.array(indices, dtype=np.int64), np.array(crowding))


def least_crowded(room: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Indices of the `count` largest crowding distances, largest first, ties in random order.

    Args:
        room: shape (candidates,).
        count: how many.
        rng: breaks ties.
    """
    shuffled = rng.permutation(len(room))
    return shuffled[np.argsort(-room[shuffled], kind="stable")[:count]]
