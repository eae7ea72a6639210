"""Children of parents: pairs exchange subtrees, then each is mutated; only valid ones live.

Source: pruning functions, section 1.6 and quirk 1.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from evoprune.evolution.expressions import typing as kinds
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.settings import Evolution, TreeSwitches
from evoprune.evolution.genetic_programming.variation import crossed, crossed_alike, mutated

Valid = Callable[[Tree], bool]


class Child(NamedTuple):
    """A tree and the places of its parents among those it was bred from."""

    tree: Tree
    parents: tuple[int, ...]


class Breeder:
    """Makes valid children.

    Args:
        evolution: probabilities and heights.
        switches: sizes, kinds and how often to try.
        valid: whether a tree may live.
    """

    def __init__(self, evolution: Evolution, switches: TreeSwitches, valid: Valid) -> None:
        self._evolution, self._switches, self._valid = evolution, switches, valid

    def children(
        self, rng: np.random.Generator, parents: Sequence[Tree], count: int
    ) -> list[Child]:
        """Children of uniformly drawn parents.

        Args:
            rng: all that is random.
            parents: trees.
            count: how many children.
        """
        # Copies of parents, shuffled, as released: drawn independently they are in random order.
        drawn = [int(place) for place in rng.integers(len(parents), size=count)]
        children = [Child(parents[place], (place,)) for place in drawn]
        for first in range(0, count - 1, 2):
            if rng.random() < self._evolution.crossover:
                children[first : first + 2] = self._pair(rng, *children[first : first + 2])
        return [
            child._replace(tree=self.mutant(rng, child.tree))
            if rng.random() < self._evolution.mutation
            else child
            for child in children
        ]

    def mutant(self, rng: np.random.Generator, tree: Tree) -> Tree:
        """A valid mutant, or the tree itself where there is none to be found."""
        for _ in range(self._switches.retries):
            found = mutated(rng, tree, self._grown)
            if self._lives(found):
                return found
        return tree

    def _pair(self, rng: np.random.Generator, one: Child, other: Child) -> list[Child]:
        """Two valid children of a crossover, or their parents."""
        both = tuple(dict.fromkeys(one.parents + other.parents))
        for _ in range(self._switches.retries):
            trees = self._crossed(rng, one.tree, other.tree)
            if all(self._lives(tree) for tree in trees):
                return [Child(tree, both) for tree in trees]
        return [one, other]

    def _crossed(self, rng: np.random.Generator, one: Tree, other: Tree) -> tuple[Tree, Tree]:
        if self._switches.typed:
            return crossed_alike(rng, one, other, kinds.matching)
        return crossed(rng, one, other)

    def _grown(self, rng: np.random.Generator, tree: Tree, position: int) -> Tree:
        """A full tree of a random height; typed, of the kind of what it takes the place of."""
        height = int(rng.integers(self._evolution.mutation_height + 1))
        kind = kinds.of(tree)[position] if self._switches.typed else None
        return full(rng, height, self._switches.ops, kind)

    def _lives(self, tree: Tree) -> bool:
        """Whether a tree is small enough, and valid."""
        nodes, height = self._switches.nodes, self._switches.height
        small = (nodes is None or tree.size <= nodes) and (height is None or tree.height <= height)
        return small and self._valid(tree)
