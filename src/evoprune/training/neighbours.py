"""The ring of cells: who neighbours whom, and which visits can happen side by side."""

from collections.abc import Iterable, Sequence

import numpy as np


def neighbourhood(cell: int, cells: int, radius: int) -> list[int]:
    """Cells of a neighbourhood: the cell itself, then right and left neighbour by distance."""
    members = [cell]
    for distance in range(1, radius + 1):
        members += [(cell + distance) % cells, (cell - distance) % cells]
    return members


def levels(orders: Iterable[Sequence[int]], radius: int) -> list[list[tuple[int, int]]]:
    """Cut the visits of a whole run into groups that can be done side by side.

    A visit reads the cells within the radius and writes its own. Visits further apart than the
    radius touch nothing of each other and commute, even across epochs, so doing the groups one
    after the other gives the result of the asynchronous order exactly.

    Args:
        orders: for each epoch all cells in visiting order.
        radius: neighbourhood radius.

    Returns:
        Groups of visits (epoch, cell); a visit stands behind all that it depends on.
    """
    last_level: dict[int, int] = {}
    groups: list[list[tuple[int, int]]] = []
    for epoch, order in enumerate(orders):
        for cell in order:
            near = neighbourhood(cell, len(order), radius)
            level = 1 + max(last_level.get(other, -1) for other in near)
            last_level[cell] = level
            if level == len(groups):
                groups.append([])
            groups[level].append((epoch, cell))
    return groups


def tournament(fitness: np.ndarray, rng: np.random.Generator) -> int:
    """Binary tournament: two indices with replacement, the first wins only if strictly smaller.

    Args:
        fitness: losses of the members, shape (M,); smaller is better.
    """
    first, second = rng.integers(len(fitness), size=2)
    return int(first if fitness[first] < fitness[second] else second)
