"""How operators are written: templates, and what needs brackets."""

from dataclasses import dataclass
from enum import IntEnum


class Binds(IntEnum):
    """How tightly the parts of a formula hold together."""

    SUM = 0
    PRODUCT = 1
    POWER = 2
    ATOM = 3


@dataclass(frozen=True)
class Form:
    """One way to write an operator.

    Attributes:
        template: with a `{}` for each argument, as for `str.format`.
        binds: how tightly what is written holds together.
        needs: what each argument must hold at least, or it stands in brackets.
    """

    template: str
    binds: Binds
    needs: tuple[Binds, ...]


@dataclass(frozen=True)
class Notation:
    """An operator as plain text, in LaTeX's mathematics and in Typst's."""

    text: Form
    latex: Form
    typst: Form


def infix(text: str, latex: str, typst: str, binds: Binds, *, associative: bool = True) -> Notation:
    """A sign between two arguments; where brackets matter, it is read from the left."""
    needs = (binds, binds if associative else Binds(binds + 1))
    return Notation(*(Form(f"{{}}{sign}{{}}", binds, needs) for sign in (text, latex, typst)))


def call(text: str, latex: str, typst: str, arity: int = 1) -> Notation:
    """A name with its arguments in brackets; LaTeX and Typst get the name as they write it."""
    needs = (Binds.SUM,) * arity
    places = ", ".join(["{}"] * arity)
    return Notation(
        Form(f"{text}({places})", Binds.ATOM, needs),
        Form(rf"{latex}\left({places}\right)", Binds.ATOM, needs),
        Form(f"{typst}({places})", Binds.ATOM, needs),
    )


def suffix(text: str, latex: str, typst: str, binds: Binds) -> Notation:
    """Something behind one argument."""
    needs = (Binds.ATOM if binds == Binds.POWER else binds,)
    return Notation(*(Form(f"{{}}{sign}", binds, needs) for sign in (text, latex, typst)))


SCALED = infix(" * ", r" \, ", " thin ", Binds.PRODUCT)
"""A product with a number."""
