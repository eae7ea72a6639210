"""Kinds of values: what gives which in each set of names, and those of the nodes of a tree."""

from functools import cache
from typing import cast

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operands import OPERANDS
from evoprune.evolution.expressions.operands import SETS as OPERANDS_OF
from evoprune.evolution.expressions.operators import SETS as OPERATORS_OF
from evoprune.evolution.expressions.operators import operator
from evoprune.evolution.expressions.tree import Tree

Arguments = tuple[Kind, ...]


@cache
def operands_of(ops: str, kind: Kind) -> tuple[str, ...]:
    """Operands of a set that are of a kind."""
    return tuple(name for name in OPERANDS_OF[ops] if OPERANDS[name].kind == kind)


@cache
def operators_of(ops: str, kind: Kind) -> tuple[tuple[str, tuple[Arguments, ...]], ...]:
    """Operators of a set that can give a kind, and from which kinds of arguments."""
    found = []
    for name in OPERATORS_OF[ops]:
        signatures = operator(name).signatures.items()
        arguments = tuple(kinds for kinds, result in signatures if result == kind)
        if arguments:
            found.append((name, arguments))
    return tuple(found)


def of(tree: Tree) -> tuple[Kind | None, ...]:
    """The kind of the value of each node, by position.

    None where an operator has arguments of kinds that it need not fit, and all the way up from
    there; on the shapes of a layer it may fit all the same.
    """
    found: list[Kind | None] = [None] * tree.size
    for position in reversed(range(tree.size)):
        name = tree.symbols[position]
        if name in OPERANDS:
            found[position] = OPERANDS[name].kind
        else:
            arguments = tuple(found[argument] for argument in tree.arguments(position))
            found[position] = operator(name).signatures.get(cast(Arguments, arguments))
    return tuple(found)


def matching(one: Tree, other: Tree) -> list[tuple[int, int]]:
    """Pairs of positions of nodes of the same kind, one of each tree; roots are in none."""
    of_one, of_other = of(one), of(other)
    return [
        (first, second)
        for first in range(1, one.size)
        for second in range(1, other.size)
        if of_one[first] is not None and of_one[first] == of_other[second]
    ]
