"""Reads expressions that others wrote: a list of names in prefix order, or its JSON.

Names are looked up in a list of allowed ones; nothing is evaluated, imported or converted. What is
found is bounded before it is looked at, and read from left to right without recursion.
"""

from collections.abc import Mapping, Sequence

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.operands import SETS as OPERANDS_OF
from evoprune.evolution.expressions.operators import SETS as OPERATORS_OF
from evoprune.evolution.expressions.scanning import (
    NAME_CHARACTERS,
    ExpressionError,
    names_in,
    shown,
)
from evoprune.evolution.expressions.tree import Tree, arity

NODES = 1000
"""Symbols of an expression that is read."""
HEIGHT = 100
"""Edges from its root to its deepest leaf."""


def parsed(source: object, *, ops: str, where: str = "expression") -> Tree:
    """The tree that a list of names, or its JSON text, stands for.

    Args:
        source: a list or tuple of names, or a string of JSON.
        ops: set of names that are allowed: `released` or `paper`.
        where: what is read, for messages.

    Raises:
        ExpressionError: it is no tree of allowed names, or too large; says where and why.
        ConfigError: there is no such set.
    """
    arities = allowed(ops)
    names: Sequence[object]
    starts: Sequence[int]
    if type(source) is str:
        (names, starts), unit = names_in(source, where), "character"
    elif type(source) in (list, tuple):
        assert isinstance(source, Sequence)
        names, starts, unit = source, range(len(source) + 1), "symbol"
    else:
        problem = f"found {shown(source)}; allowed: a list of names, or its JSON text"
        raise ExpressionError(where, "symbol", 0, problem)
    wrong = _problem(names, arities)
    if wrong:
        raise ExpressionError(where, unit, starts[wrong[0]], wrong[1])
    return Tree(tuple(str(name) for name in names))


def allowed(ops: str) -> dict[str, int]:
    """Names of a set, and how many arguments each takes.

    Raises:
        ConfigError: there is no such set.
    """
    if ops not in OPERATORS_OF:
        raise ConfigError(f"unknown set of operators {ops!r}; allowed: {', '.join(OPERATORS_OF)}")
    return {name: arity(name) for name in (*OPERANDS_OF[ops], *OPERATORS_OF[ops])}


def _problem(names: Sequence[object], arities: Mapping[str, int]) -> tuple[int, str] | None:
    """Where names stop being one tree, and why; none if they are one."""
    if len(names) > NODES:
        return NODES, f"found {len(names)} symbols; allowed: {NODES}"
    missing: list[int] = []
    for position, name in enumerate(names):
        if position and not missing:
            return position, f"found {shown(name)}; allowed: nothing, the tree is complete"
        if type(name) is not str or len(name) > NAME_CHARACTERS or name not in arities:
            return position, f"found {shown(name)}; allowed: {', '.join(arities)}"
        if len(missing) > HEIGHT:
            return position, f"found a node {len(missing)} edges deep; allowed: {HEIGHT}"
        missing.append(arities[name])
        while missing and missing[-1] == 0:
            missing.pop()
            if missing:
                missing[-1] -= 1
    if missing or not names:
        # An operator that waits for arguments is itself one that the operator above waits for.
        wanted = sum(missing) - len(missing) + 1
        return len(names), f"found the end; allowed: {wanted} more arguments"
    return None
