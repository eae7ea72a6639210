"""Where the nodes of a tree are drawn: from left to right, leaves one below the other."""

from typing import NamedTuple

from evoprune.evolution.expressions.tree import Tree


class Place(NamedTuple):
    """Of a node.

    Attributes:
        depth: edges from the root, which is at the left.
        row: from the top; leaves stand in the rows 0, 1, ..., what is above them in the middle.
    """

    depth: int
    row: float


def places(tree: Tree) -> list[Place]:
    """Places of all nodes, in prefix order.

    A node stands in the middle between its first and its last argument. No two nodes of a depth
    share a row and no edges cross, as subtrees take disjoint bands of rows.
    """
    depths = [0] * tree.size
    for position in range(tree.size):
        for argument in tree.arguments(position):
            depths[argument] = depths[position] + 1
    rows = [0.0] * tree.size
    below = leaves(tree)
    for position in reversed(range(tree.size)):
        arguments = tree.arguments(position)
        if arguments:
            rows[position] = (rows[arguments[0]] + rows[arguments[-1]]) / 2
        else:
            below -= 1
            rows[position] = float(below)
    return [Place(depth, row) for depth, row in zip(depths, rows, strict=True)]


def leaves(tree: Tree) -> int:
    """Number of operands, and so of rows."""
    return sum(not tree.arguments(position) for position in range(tree.size))
