"""The page of expressions names every operand and operator, in the words of the code."""

from pathlib import Path

from evoprune.evolution.expressions.operands import OPERANDS
from evoprune.evolution.expressions.operands import RELEASED as RELEASED_OPERANDS
from evoprune.evolution.expressions.operators import OPERATORS, RELEASED, operator
from evoprune.registry import summary

PAGE = Path(__file__).resolve().parents[2] / "docs/expressions.md"


def rows(column):
    """Rows of the table whose second column is called so, without its head."""
    lines = PAGE.read_text().splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith(f"| name | {column} |"))
    return lines[head + 2 : lines.index("", head)]


def test_operands():
    sets = {n: "released" if n in RELEASED_OPERANDS else "paper" for n in OPERANDS}
    expected = [f"| `{n}` | {o.kind} | {sets[n]} | {o.says} |" for n, o in OPERANDS.items()]
    assert rows("kind") == expected


def test_operators():
    expected = []
    for name in OPERATORS:
        of_set = "released" if name in RELEASED else "paper"
        words = summary("operator", OPERATORS, name)
        expected.append(f"| `{name}` | {operator(name).arity} | {of_set} | {words} |")
    assert rows("arguments") == expected
