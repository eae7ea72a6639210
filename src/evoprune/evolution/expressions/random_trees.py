"""Random trees for mutation and for random search."""

from functools import cache

import numpy as np

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operands import SETS as OPERANDS_OF
from evoprune.evolution.expressions.operators import SETS as OPERATORS_OF
from evoprune.evolution.expressions.operators import operator
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.expressions.typing import Arguments, operands_of, operators_of


def full(rng: np.random.Generator, height: int, ops: str, kind: Kind | None = None) -> Tree:
    """A full tree: all its branches end at the same depth.

    Without a kind every operator takes every argument: nodes are drawn uniformly from the set, as
    DEAP does, and most trees fit no layer. With one, operators are drawn uniformly from those that
    can still be completed at that depth, then kinds of arguments uniformly from those they take. No
    identity is put in where a kind has no full tree of the height: the tree gets the next lower
    height that has one, or else one edge more.

    Args:
        rng: for all choices.
        height: edges from the root to each leaf, 0 for an operand alone.
        ops: set of names, `released` or `paper`.
        kind: what the tree gives; none for trees without regard to kinds.

    Raises:
        ConfigError: there is no such set, or no tree of the kind.
    """
    if ops not in OPERATORS_OF:
        raise ConfigError(f"unknown set of operators {ops!r}; allowed: {', '.join(OPERATORS_OF)}")
    if kind is None:
        return _untyped(rng, height, ops)
    return _typed(rng, _nearest(ops, kind, height), ops, kind)


def _untyped(rng: np.random.Generator, height: int, ops: str) -> Tree:
    symbols: list[str] = []
    missing = [height]
    while missing:
        left = missing.pop()
        name = _one_of(rng, OPERATORS_OF[ops] if left else OPERANDS_OF[ops])
        symbols.append(name)
        missing += [left - 1] * (operator(name).arity if left else 0)
    return Tree(tuple(symbols))


def _typed(rng: np.random.Generator, height: int, ops: str, kind: Kind) -> Tree:
    symbols: list[str] = []
    missing = [(kind, height)]
    while missing:
        wanted, left = missing.pop()
        if left == 0:
            symbols.append(_one_of(rng, operands_of(ops, wanted)))
            continue
        choices = _choices(ops, wanted, left)
        name, signatures = choices[int(rng.integers(len(choices)))]
        arguments = signatures[int(rng.integers(len(signatures)))]
        symbols.append(name)
        missing += [(argument, left - 1) for argument in reversed(arguments)]
    return Tree(tuple(symbols))


@cache
def _choices(ops: str, kind: Kind, height: int) -> tuple[tuple[str, tuple[Arguments, ...]], ...]:
    """Operators, and kinds of their arguments, that give a kind by a full tree of a height."""
    found = []
    for name, signatures in operators_of(ops, kind):
        possible = tuple(
            arguments
            for arguments in signatures
            if all(_possible(ops, argument, height - 1) for argument in arguments)
        )
        if possible:
            found.append((name, possible))
    return tuple(found)


@cache
def _possible(ops: str, kind: Kind, height: int) -> bool:
    """Whether a kind has a full tree of a height."""
    return bool(operands_of(ops, kind) if height == 0 else _choices(ops, kind, height))


def _nearest(ops: str, kind: Kind, height: int) -> int:
    for candidate in (*range(height, -1, -1), height + 1):
        if _possible(ops, kind, candidate):
            return int(candidate)
    raise ConfigError(f"the set {ops} has no tree that gives {kind}")


def _one_of(rng: np.random.Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]
