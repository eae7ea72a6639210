"""Who has children. Source: pruning functions, section 1.6."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from evoprune.errors import ConfigError
from evoprune.evolution.genetic_programming.candidate import Evaluated
from evoprune.evolution.genetic_programming.settings import Evolution, TreeSwitches

History = Sequence[Sequence[Evaluated]]
"""Generations, each in the order of its slots."""


def estimates(history: History, switches: TreeSwitches) -> list[float]:
    """What each candidate of the last generation is thought to be worth."""
    if switches.fitness_of == "evaluation":
        return [found.fitness for found in history[-1]]
    samples = samples_of(history)
    return [float(np.mean(samples[found.digest])) for found in history[-1]]


def samples_of(history: History) -> dict[str, list[float]]:
    """Fitness of all evaluations by the digest of their tree; kept values are no samples."""
    found: dict[str, list[float]] = defaultdict(list)
    for generation in history:
        for evaluated in generation:
            if evaluated.candidate.fitness is None:
                found[evaluated.digest].append(evaluated.fitness)
    return found


def ranked(history: History, switches: TreeSwitches) -> list[int]:
    """Slots of the last generation, the best first; of equal ones the earlier first."""
    values, last = estimates(history, switches), history[-1]

    def key(slot: int) -> tuple[float, int]:
        size = last[slot].candidate.tree.size if switches.smaller_first else 0
        return -values[slot], size

    return sorted(range(len(last)), key=key)


def parents(
    rng: np.random.Generator, history: History, evolution: Evolution, switches: TreeSwitches
) -> list[int]:
    """Slots of the parents, the best first.

    By truncation each tree is taken once where trees are judged by all their evaluations: clones
    are the same candidate then.

    Raises:
        ConfigError: there are fewer candidates than tournaments need (Q10).
    """
    order = ranked(history, switches)
    if evolution.selection == "truncation":
        return _distinct(order, history, switches)[: evolution.parents]
    needed = check_tournaments(evolution, len(order), "evolution.selection")
    drawn = rng.permutation(len(order))[:needed].reshape(evolution.parents, evolution.tournament)
    return sorted((min(row, key=order.index) for row in drawn.tolist()), key=order.index)


def check_tournaments(evolution: Evolution, candidates: int, source: str) -> int:
    """Number of candidates that take part in tournaments.

    Args:
        evolution: how many parents, and how large tournaments are.
        candidates: of a generation.
        source: where that is asked for, for messages.

    Raises:
        ConfigError: there are fewer.
    """
    needed = evolution.parents * evolution.tournament
    if needed > candidates:
        raise ConfigError(
            f"{source}: {evolution.parents} tournaments of {evolution.tournament} need {needed} "
            f"candidates, a generation has {candidates}"
        )
    return needed


def _distinct(order: list[int], history: History, switches: TreeSwitches) -> list[int]:
    if switches.fitness_of == "evaluation":
        return order
    first: dict[str, int] = {}
    for slot in order:
        first.setdefault(history[-1][slot].digest, slot)
    return list(first.values())
