"""The ring of cells: who neighbours whom, and which visits can happen side by side."""

from collections.abc import Sequence

import numpy as np


def neighbourhood(cell: int, cells: int, radius: int) -> list[int]:
    """Cells of a neighbourhood: the cell itself, then right and left neighbour by distance."""
    members = [cell]
    for distance in range(1, radius + 1):
        members += [(cell + distance) % cells, (cell - distance) % cells]
    return members


def levels(order: Sequence[int], radius: int) -> list[list[int]]:
    """Cut a visiting order into groups whose visits can be done side by side.

    A visit reads the cells within the radius and writes its own. Visits further apart than the
    radius touch nothing of each other and commute, so doing a group at once gives the result of
    the asynchronous order exactly.

    Args:
        order: all cells in visiting order.
        radius: neighbourhood radius.
    """
    cells = len(order)
    level_of: dict[int, int] = {}
    groups: list[list[int]] = []
    for cell in order:
        near = set(neighbourhood(cell, cells, radius))
        level = 1 + max((level_of[other] for other in near if other in level_of), default=-1)
        level_of[cell] = level
        if level == len(groups):
            groups.append([])
        groups[level].append(cell)
    return groups


def tournament(fitness: np.ndarray, rng: np.random.Generator) -> int:
    """Binary tournament: two indices with replacement, the first wins only if strictly smaller.

    Args:
        fitness: losses of the members, shape (M,); smaller is better.
    """
    first, second = rng.integers(len(fitness), size=2)
    return int(first if fitness[first] < fitness[second] else second)
