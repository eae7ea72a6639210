"""The contract of a search, and what all of them begin with."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.breeding import Breeder
from evoprune.evolution.genetic_programming.candidate import Candidate, Origin
from evoprune.evolution.genetic_programming.selection import History, estimates
from evoprune.evolution.genetic_programming.settings import Evolution, TreeSwitches


class Means(NamedTuple):
    """What a search works with.

    Attributes:
        evolution: sizes and probabilities.
        switches: departures from the release.
        seeds: hand-made functions.
        breeder: makes children.
    """

    evolution: Evolution
    switches: TreeSwitches
    seeds: Sequence[Tree]
    breeder: Breeder


class Slots(NamedTuple):
    """Candidates of the first generation, and of each later one."""

    first: int
    later: int


class Search(ABC):
    """Says what a generation is made of; places and replicates are given by the proposer."""

    def first(self, rng: np.random.Generator, means: Means) -> Iterator[Candidate]:
        """The first generation: copies of the hand-made functions, then mutants of them."""
        for tree in means.seeds:
            for _ in range(means.evolution.copies):
                yield new(tree, "seed")
        for _ in range(means.evolution.mutants):
            place = int(rng.integers(len(means.seeds)))
            yield new(means.breeder.mutant(rng, means.seeds[place]), "mutant")

    @abstractmethod
    def later(
        self, rng: np.random.Generator, history: History, means: Means
    ) -> Iterator[Candidate]:
        """The generation that follows on those before.

        Args:
            rng: all that is random in it.
            history: the generations before.
            means: what the search works with.
        """

    def slots(self, evolution: Evolution, seeds: int) -> Slots:
        """How many candidates there are, by the number of hand-made functions."""
        return Slots(seeds * evolution.copies + evolution.mutants, evolution.population)

    def evaluations(self, means: Means) -> int:
        """Evaluations of all generations, at most.

        Where trees are judged by all their evaluations there may be fewer parents than asked for.
        """
        slots = self.slots(means.evolution, len(means.seeds))
        switches = means.switches
        always = not switches.reevaluate_elites and switches.fitness_of == "evaluation"
        kept = min(slots.first, means.evolution.parents) if always else 0
        return slots.first + (means.evolution.generations - 1) * (slots.later - kept)


def new(tree: Tree, origin: Origin, parents: tuple[int, ...] = ()) -> Candidate:
    """A candidate without a place yet."""
    return Candidate(0, 0, tree, origin, parents)


def elites(slots: Sequence[int], history: History, switches: TreeSwitches) -> Iterator[Candidate]:
    """Survivors: evaluated anew, or with the fitness that they have."""
    values, last = estimates(history, switches), history[-1]
    for slot in slots:
        kept = None if switches.reevaluate_elites else values[slot]
        yield Candidate(0, 0, last[slot].candidate.tree, "elite", (slot,), fitness=kept)
