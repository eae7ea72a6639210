"""Random search: children of the hand-made functions alone, never of what was found."""

from collections.abc import Iterator

import numpy as np

from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.evolution.genetic_programming.searches.base import Means, Search, elites, new
from evoprune.evolution.genetic_programming.selection import History, parents


class RandomSearch(Search):
    """As many evaluations as genetic programming, with the same variation and without descent.

    The best survive here as well, and are evaluated as often: only what children are made from
    is different.
    """

    def later(
        self, rng: np.random.Generator, history: History, means: Means
    ) -> Iterator[Candidate]:
        """Survivors, then children of hand-made functions."""
        slots = parents(rng, history, means.evolution, means.switches)
        yield from elites(slots, history, means.switches)
        count = means.evolution.population - len(slots)
        for child in means.breeder.children(rng, means.seeds, count):
            yield new(child.tree, "child")
