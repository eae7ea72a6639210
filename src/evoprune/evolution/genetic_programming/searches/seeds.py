"""Hand-made functions alone, evaluated in every generation."""

from collections.abc import Iterator

import numpy as np

from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.evolution.genetic_programming.searches.base import Means, Search, Slots, new
from evoprune.evolution.genetic_programming.selection import History
from evoprune.evolution.genetic_programming.settings import Evolution


class SeedsOnly(Search):
    """No variation: what choosing among the hand-made functions comes to."""

    def first(self, rng: np.random.Generator, means: Means) -> Iterator[Candidate]:
        """Each hand-made function once."""
        for tree in means.seeds:
            yield new(tree, "seed")

    def later(
        self, rng: np.random.Generator, history: History, means: Means
    ) -> Iterator[Candidate]:
        """Each once more."""
        for slot, tree in enumerate(means.seeds):
            yield new(tree, "seed", (slot,))

    def slots(self, evolution: Evolution, seeds: int) -> Slots:
        """One a function."""
        return Slots(seeds, seeds)

    def evaluations(self, means: Means) -> int:
        """One a function and generation."""
        return len(means.seeds) * means.evolution.generations
