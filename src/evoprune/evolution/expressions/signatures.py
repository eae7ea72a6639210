"""Which operators and operands give which kind of value, in each set of names."""

from functools import cache

from evoprune.errors import ConfigError
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


def kinds(tree: Tree) -> tuple[Kind, ...]:
    """The kind of the value of each node, by position.

    Raises:
        ConfigError: an operator has arguments of kinds that it does not take; the shapes of a layer
            may fit all the same.
    """
    found: list[Kind] = [Kind.SCALAR] * tree.size
    for position in reversed(range(tree.size)):
        name = tree.symbols[position]
        if name in OPERANDS:
            found[position] = OPERANDS[name].kind
            continue
        arguments = tuple(found[argument] for argument in tree.arguments(position))
        if arguments not in operator(name).signatures:
            raise ConfigError(f"{name} at position {position} takes no {' and '.join(arguments)}")
        found[position] = operator(name).signatures[arguments]
    return tuple(found)
