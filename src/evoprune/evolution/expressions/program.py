"""Trees as programs: each different subtree is one step, arguments before what takes them."""

from dataclasses import dataclass
from functools import lru_cache

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.operands import OPERANDS
from evoprune.evolution.expressions.operators import OPERATORS, operator
from evoprune.evolution.expressions.operators.base import Operator
from evoprune.evolution.expressions.tree import Tree


@dataclass(frozen=True)
class Step:
    """A subtree.

    Attributes:
        symbols: of the subtree.
        position: of its last occurrence in the tree.
        operator: of its root; none for an operand.
        arguments: numbers of the steps that it takes.
        of_class: whether it is another one for each class.
    """

    symbols: tuple[str, ...]
    position: int
    operator: Operator | None
    arguments: tuple[int, ...]
    of_class: bool


Program = tuple[Step, ...]
"""Steps; the last is the root."""


@lru_cache(maxsize=4096)
def program(tree: Tree) -> Program:
    """The steps of a tree.

    Raises:
        ConfigError: a symbol is neither an operator nor an operand.
    """
    steps: list[Step] = []
    numbers: dict[tuple[str, ...], int] = {}
    for position in reversed(range(tree.size)):
        symbols = tree.symbols[position : tree.end(position)]
        if symbols in numbers:
            continue
        arguments = tuple(
            numbers[tree.symbols[at : tree.end(at)]] for at in tree.arguments(position)
        )
        numbers[symbols] = len(steps)
        steps.append(_step(symbols, position, arguments, steps))
    return tuple(steps)


@lru_cache(maxsize=4096)
def summed(tree: Tree) -> Program:
    """The steps of a tree, and the sum of all entries of what it gives."""
    steps = program(tree)
    root = steps[-1]
    total = Step(
        ("sum", *root.symbols), 0, operator("sum"), (len(steps) - 1,), of_class=root.of_class
    )
    return (*steps, total)


def _step(
    symbols: tuple[str, ...], position: int, arguments: tuple[int, ...], before: list[Step]
) -> Step:
    name = symbols[0]
    if name in OPERATORS:
        of_class = any(before[argument].of_class for argument in arguments)
        return Step(symbols, position, operator(name), arguments, of_class)
    if name not in OPERANDS:
        raise ConfigError(f"unknown symbol {name!r}; operands: {', '.join(OPERANDS)}")
    return Step(symbols, position, None, (), OPERANDS[name].of_class)
