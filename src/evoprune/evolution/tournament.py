"""Parents by binary tournament."""

import math

import numpy as np

from evoprune.evolution.sorting import dominance


def winners(
    objectives: np.ndarray, crowding: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    """Winners of tournaments of two: who dominates, else who has more room, else a coin.

    Opponents stand next to each other in random permutations of the population, one after the
    other: nobody meets twice before all have met once. In an odd population one may meet itself.

    Args:
        objectives: of the population, shape (candidates, objectives).
        crowding: its crowding distances, shape (candidates,).
        count: number of tournaments.
        rng: for permutations and coins.

    Returns:
        Indices, shape (count,).
    """
    rounds = math.ceil(2 * count / len(objectives))
    entered = np.concatenate([rng.permutation(len(objectives)) for _ in range(rounds)])
    one, other = entered[: 2 * count].reshape(count, 2).T
    wins = dominance(objectives)
    room = crowding[one] - crowding[other]
    coin = rng.random(count) < 0.5
    by_room = np.where(room == 0, coin, room > 0)
    first = np.where(wins[one, other], True, np.where(wins[other, one], False, by_room))
    return np.where(first, one, other)
