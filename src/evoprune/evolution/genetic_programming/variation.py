"""Crossover and mutation of trees, as released. Source: pruning functions, section 1.6."""

from collections.abc import Callable

import numpy as np

from evoprune.evolution.expressions.tree import Tree

Grown = Callable[[np.random.Generator, Tree, int], Tree]
"""Draws what takes the place of the subtree at a position of a tree."""
Matching = Callable[[Tree, Tree], list[tuple[int, int]]]
"""Pairs of positions whose subtrees may be exchanged."""


def crossed(rng: np.random.Generator, one: Tree, other: Tree) -> tuple[Tree, Tree]:
    """One-point crossover: a subtree of each is exchanged; roots never are.

    Nodes are drawn uniformly. A tree of one node has nothing to give: both stay as they are.
    """
    if min(one.size, other.size) < 2:
        return one, other
    return exchanged(one, int(rng.integers(1, one.size)), other, int(rng.integers(1, other.size)))


def crossed_alike(
    rng: np.random.Generator, one: Tree, other: Tree, matching: Matching
) -> tuple[Tree, Tree]:
    """One-point crossover of typed trees: subtrees of the same kind are exchanged."""
    pairs = matching(one, other)
    if not pairs:
        return one, other
    first, second = pairs[int(rng.integers(len(pairs)))]
    return exchanged(one, first, other, second)


def exchanged(one: Tree, first: int, other: Tree, second: int) -> tuple[Tree, Tree]:
    """Both trees with the subtrees at two positions exchanged."""
    return (
        one.replaced(first, other.subtree(second)),
        other.replaced(second, one.subtree(first)),
    )


def mutated(rng: np.random.Generator, tree: Tree, grown: Grown) -> Tree:
    """A subtree, the whole tree included, gives way to a new one; nodes are drawn uniformly."""
    position = int(rng.integers(tree.size))
    return tree.replaced(position, grown(rng, tree, position))
