"""Expressions as trees: symbols in prefix order, no values."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from evoprune.evolution.expressions.operators import OPERATORS, operator
from evoprune.settings import canonical_json


@dataclass(frozen=True)
class Tree:
    """An expression, e.g. `("sum", "abs", "WI")`; positions count its symbols from the root, 0.

    Raises:
        ValueError: the symbols are not exactly one tree.
    """

    symbols: tuple[str, ...]

    def __post_init__(self) -> None:
        missing = 1
        for symbol in self.symbols:
            if missing == 0:
                break
            missing += arity(symbol) - 1
        else:
            if missing == 0:
                return
        raise ValueError(f"not one tree: {' '.join(self.symbols)!r}")

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.symbols)

    @cached_property
    def height(self) -> int:
        """Edges from the root to the deepest leaf; 0 for an operand alone."""
        below = [0] * self.size
        for position in reversed(range(self.size)):
            heights = [below[argument] + 1 for argument in self.arguments(position)]
            below[position] = max(heights, default=0)
        return below[0]

    @cached_property
    def digest(self) -> str:
        """Name of the tree: first 16 hex digits of the SHA-256 of its JSON."""
        return hashlib.sha256(canonical_json(list(self.symbols)).encode()).hexdigest()[:16]

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        ends = [0] * self.size
        for position in reversed(range(self.size)):
            end = position + 1
            for _ in range(arity(self.symbols[position])):
                end = ends[end]
            ends[position] = end
        return tuple(ends)

    def end(self, position: int) -> int:
        """One past the last symbol of the subtree that begins at `position`."""
        return self._ends[position]

    def arguments(self, position: int) -> tuple[int, ...]:
        """Positions where the arguments of the node at `position` begin, in order."""
        found = []
        at = position + 1
        for _ in range(arity(self.symbols[position])):
            found.append(at)
            at = self._ends[at]
        return tuple(found)

    def subtree(self, position: int) -> "Tree":
        """The tree whose root is the node at `position`."""
        return Tree(self.symbols[position : self._ends[position]])

    def replaced(self, position: int, other: "Tree") -> "Tree":
        """This tree with `other` in place of the subtree at `position`."""
        before, after = self.symbols[:position], self.symbols[self._ends[position] :]
        return Tree(before + other.symbols + after)


def tree_of(*parts: "str | Tree | Sequence[str]") -> Tree:
    """A tree from symbols and trees, one after the other in prefix order."""
    symbols: list[str] = []
    for part in parts:
        symbols += (
            [part]
            if isinstance(part, str)
            else part.symbols
            if isinstance(part, Tree)
            else list(part)
        )
    return Tree(tuple(symbols))


@cache
def arity(symbol: str) -> int:
    """Number of arguments that a symbol takes; 0 for what is no operator."""
    return operator(symbol).arity if symbol in OPERATORS else 0
