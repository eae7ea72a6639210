"""Genetic programming: the best survive, and have children."""

from collections.abc import Iterator

import numpy as np

from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.evolution.genetic_programming.searches.base import Means, Search, elites, new
from evoprune.evolution.genetic_programming.selection import History, parents


class GeneticProgramming(Search):
    """Parents survive and have children; hand-made functions may be put in again."""

    def later(
        self, rng: np.random.Generator, history: History, means: Means
    ) -> Iterator[Candidate]:
        """Survivors, hand-made functions, children."""
        slots = parents(rng, history, means.evolution, means.switches)
        trees = [history[-1][slot].candidate.tree for slot in slots]
        yield from elites(slots, history, means.switches)
        yield from _reserved(len(history), means)
        count = means.evolution.population - len(slots) - means.evolution.reserve
        for child in means.breeder.children(rng, trees, count):
            yield new(child.tree, "child", tuple(slots[place] for place in child.parents))


def _reserved(generation: int, means: Means) -> Iterator[Candidate]:
    """Hand-made functions that are put in again, each generation the next ones."""
    start = (generation - 1) * means.evolution.reserve
    for place in range(start, start + means.evolution.reserve):
        yield new(means.seeds[place % len(means.seeds)], "reserve")
