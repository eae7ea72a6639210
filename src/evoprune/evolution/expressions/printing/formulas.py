"""Writes trees as formulas: as plain text, in LaTeX's mathematics and in Typst's."""

from dataclasses import dataclass

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators import operator
from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation
from evoprune.evolution.expressions.printing.symbols import CHAINS, KNOWN
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.expressions.typing import of


@dataclass(frozen=True)
class _Written:
    """A formula, and how tightly its parts hold together."""

    text: str
    binds: Binds


def as_text(tree: Tree) -> str:
    """A tree in ASCII, e.g. `(mu_+ - mu_-)^2 / (sigma^2_+ + sigma^2_- + 0.0001)`."""
    return _formula(tree, "text", "({})")


def as_latex(tree: Tree) -> str:
    """A tree for LaTeX's mathematical mode; Matplotlib's mathtext understands it too."""
    return _formula(tree, "latex", r"\left({}\right)")


def as_typst(tree: Tree) -> str:
    """A tree for Typst's mathematical mode."""
    return _formula(tree, "typst", "({})")


def _formula(tree: Tree, style: str, brackets: str) -> str:
    kinds = of(tree)
    written = [_Written("", Binds.ATOM)] * tree.size
    for position in reversed(range(tree.size)):
        notation, arguments = _notation(tree, position, kinds)
        form: Form = getattr(notation, style)
        parts = [
            _within(written[argument], need, brackets)
            for argument, need in zip(arguments, form.needs, strict=True)
        ]
        written[position] = _Written(form.template.format(*parts), form.binds)
    return written[0].text


def _notation(
    tree: Tree, position: int, kinds: tuple[Kind | None, ...]
) -> tuple[Notation, tuple[int, ...]]:
    """How a node is written, and the positions of what is written in it."""
    symbols = tree.symbols[position : tree.end(position)]
    if symbols in KNOWN:
        return KNOWN[symbols], ()
    for chain, notation in CHAINS.items():
        if symbols[: len(chain)] == chain:
            return notation, (position + len(chain),)
    arguments = tree.arguments(position)
    found = operator(symbols[0])
    if found.notation_of_scaling and any(kinds[at] == Kind.SCALAR for at in arguments):
        return found.notation_of_scaling, arguments
    return found.notation, arguments


def _within(part: _Written, need: Binds, brackets: str) -> str:
    return part.text if part.binds >= need else brackets.format(part.text)
