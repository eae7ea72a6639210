"""Symbols of the field: + is the class, - all others, f-bar a mean map."""

from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation


def _symbol(text: str, latex: str, typst: str, binds: Binds = Binds.ATOM) -> Notation:
    return Notation(*(Form(sign, binds, ()) for sign in (text, latex, typst)))


def _signed(text: str, latex: str, typst: str) -> dict[str, Notation]:
    """A symbol of all samples, of those of the class and of all others, by their operands."""
    marks = {"X": "", "P": "+", "Q": "-"}
    return {
        samples: _symbol(
            f"{text}_{mark}" if mark else text,
            f"{latex}_{{{{{mark}}}}}" if mark else latex,
            f"{typst}_{mark}" if mark else typst,
        )
        for samples, mark in marks.items()
    }


def _squared(text: str, latex: str, typst: str) -> dict[str, Notation]:
    """The same with a square in between."""
    found = {}
    for samples, mark in {"X": "", "P": "_+", "Q": "_-"}.items():
        braced = f"_{{{{{mark[1:]}}}}}" if mark else ""
        found[samples] = _symbol(
            f"{text}^2{mark}", f"{latex}^{{{{2}}}}{braced}", f"{typst}^2{mark}", Binds.POWER
        )
    return found


_MAPS = _signed("fbar", r"\bar{{f}}", "macron(f)")
_STATISTICS = {
    "g_mean": _signed("mu", r"\mu", "mu"),
    "var": _squared("sigma", r"\sigma", "sigma"),
    "std": _signed("sigma", r"\sigma", "sigma"),
    "num": _signed("n", "n", "n"),
    "mean": _MAPS,
}
KNOWN: dict[tuple[str, ...], Notation] = {
    **{(name,): sign for name, sign in _signed("X", "X", "X").items()},
    **{(f"m{name}",): sign for name, sign in _MAPS.items()},
    **{
        (statistic, name): sign
        for statistic, signs in _STATISTICS.items()
        for name, sign in signs.items()
    },
    ("N",): _STATISTICS["num"]["P"],
    ("WI",): _symbol("w", "w", "w"),
    ("W",): _symbol("W", "W", "W"),
    ("gamma",): _symbol("gamma", r"\gamma", "gamma"),
    ("beta",): _symbol("beta", r"\beta", "beta"),
    ("running_mean",): _symbol("mu_BN", r"\mu_{{\mathrm{{BN}}}}", 'mu_"BN"'),
    ("running_variance",): _symbol(
        "sigma^2_BN", r"\sigma^{{2}}_{{\mathrm{{BN}}}}", 'sigma^2_"BN"', Binds.POWER
    ),
    ("labels",): _symbol("Y", "Y", "Y"),
}
"""Operands, and statistics that have a symbol of their own."""


def _norm(order: str, power: str, binds: Binds) -> Notation:
    exponent = f"^{{{{{power}}}}}" if power else ""
    needs = (Binds.SUM,)
    return Notation(
        Form(f"||{{}}||_{order}{'^' * bool(power)}{power}", binds, needs),
        Form(rf"\left\|{{}}\right\|_{{{{{order}}}}}{exponent}", binds, needs),
        Form(f"norm({{}})_{order}{'^' * bool(power)}{power}", binds, needs),
    )


CHAINS: dict[tuple[str, ...], Notation] = {
    ("sqrt", "sum", "pow2"): _norm("2", "", Binds.ATOM),
    ("sum", "pow2"): _norm("2", "2", Binds.POWER),
    ("sum", "abs"): _norm("1", "", Binds.ATOM),
}
"""Operators one above the other that are written together."""
