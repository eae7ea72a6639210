"""Leaves out of a tree what changes nothing, for display alone: trees are computed as they are."""

from collections.abc import Callable
from dataclasses import dataclass

from evoprune.evolution.expressions.tree import Tree

_NUMBERS = {"g_mean", "sum", "std", "var", "num", "prod", "inner"}
"""Operators that always give a number."""
_BY_ENTRY = {"add", "sub", "mul", "div", "abs", "pow2", "sqrt", "rho1", "rho5"}
"""Operators that give a number from numbers; those below do, too."""
_OF_NUMBERS = _BY_ENTRY | {"matmul", "trace", "inv", "transpose"}
_OPERAND_NUMBERS = {"N", "gamma", "beta", "running_mean", "running_variance"}
_POSITIVE = {"abs", "pow2", "sqrt", "std", "var", "num", "N", "rbf", "labels"}
"""What is never below zero; the operators below are not either if no argument is."""
_KEEPS_POSITIVE = {"add", "mul", "div", "rho1", "rho5", "matmul", "outer", "transpose", "trace"}
_KEEPS_POSITIVE |= {"g_mean", "mean", "sum", "prod", "inner", "first"}
_UNTURNED = {"g_mean", "sum", "std", "var", "prod"}
"""Statistics that do not mind the order of numbers."""


@dataclass(frozen=True)
class _Node:
    """A node of a tree that is being simplified.

    Attributes:
        name: its symbol.
        arguments: nodes below.
        number: whether it is a number, whatever the layer.
        positive: whether no entry is below zero, whatever the layer.
    """

    name: str
    arguments: tuple["_Node", ...]
    number: bool
    positive: bool


def simplified(tree: Tree) -> Tree:
    """A tree with the same scores wherever the tree has scores, but for rounding."""
    nodes: list[_Node | None] = [None] * tree.size
    for position in reversed(range(tree.size)):
        arguments = tuple(nodes[at] for at in tree.arguments(position))
        nodes[position] = _rewritten(_node(tree.symbols[position], *filter(None, arguments)))
    symbols: list[str] = []
    stack = nodes[:1]
    while stack:
        node = stack.pop()
        assert node is not None
        symbols.append(node.name)
        stack += reversed(node.arguments)
    return Tree(tuple(symbols))


def _node(name: str, *arguments: _Node) -> _Node:
    numbers = all(argument.number for argument in arguments)
    positives = all(argument.positive for argument in arguments)
    return _Node(
        name,
        arguments,
        name in _NUMBERS | _OPERAND_NUMBERS or (name in _OF_NUMBERS and numbers),
        name in _POSITIVE or (name in _KEEPS_POSITIVE and positives),
    )


def _rewritten(node: _Node) -> _Node:
    """What a node is after all rules; its arguments have been rewritten before."""
    while True:
        found = next((new for rule in _RULES if (new := rule(node)) is not None), None)
        if found is None:
            return node
        node = found


def _idle(node: _Node) -> _Node | None:
    """abs of what is not below zero; sum, mean, trace and transpose of a number."""
    if node.name == "abs" and node.arguments[0].positive:
        return node.arguments[0]
    if node.name in ("sum", "g_mean", "trace", "transpose", "prod") and node.arguments[0].number:
        return node.arguments[0]
    return None


def _undone(node: _Node) -> _Node | None:
    """Two that undo each other: transpositions, inverses of numbers, square and root."""
    pair = (node.name, node.arguments[0].name if node.arguments else "")
    if pair == ("transpose", "transpose") or (pair == ("inv", "inv") and node.number):
        return node.arguments[0].arguments[0]
    if pair == ("sqrt", "pow2"):
        return _rewritten(_node("abs", node.arguments[0].arguments[0]))
    if pair == ("pow2", "abs"):
        return _node("pow2", node.arguments[0].arguments[0])
    return None


def _turned(node: _Node) -> _Node | None:
    """Statistics of what is transposed."""
    if node.name in _UNTURNED and node.arguments[0].name == "transpose":
        return _node(node.name, node.arguments[0].arguments[0])
    return None


def _neutral(node: _Node) -> _Node | None:
    """Products with a number over itself, sums with a number less itself."""
    same = {"mul": "div", "matmul": "div", "div": "div", "add": "sub", "sub": "sub"}
    if node.name not in same:
        return None
    first, second = node.arguments
    if _of_itself(second, same[node.name]):
        return first
    if node.name not in ("div", "sub") and _of_itself(first, same[node.name]):
        return second
    return None


def _of_itself(node: _Node, name: str) -> bool:
    return node.name == name and node.number and node.arguments[0] == node.arguments[1]


def _scaling(node: _Node) -> _Node | None:
    """A product of matrices with a number is one of entries."""
    if node.name == "matmul" and any(argument.number for argument in node.arguments):
        return _node("mul", *node.arguments)
    return None


_RULES: tuple[Callable[[_Node], _Node | None], ...] = (_idle, _undone, _turned, _neutral, _scaling)
