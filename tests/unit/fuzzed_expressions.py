"""Invalid expressions without number: valid ones, spoilt at random."""

import hashlib
import json

from evoprune.evolution.expressions.operands import SETS as OPERAND_SETS
from tests.oracle.expressions import RULES

CANARY = "canary"
CODE = [
    f"__import__('os').system('touch {CANARY}')",
    f"open('{CANARY}', 'w')",
    f"exec(\"open('{CANARY}', 'w')\")",
    f"$(touch {CANARY})",
    f"`touch {CANARY}`",
    f"{{open('{CANARY}', 'w')}}",
    f"(lambda: open('{CANARY}', 'w'))()",
    "__class__",
    "__builtins__",
    "__subclasses__",
    "().__class__.__base__.__subclasses__()",
    "eval",
    "np.linalg.inv",
    "{0.__class__}",
    "%s",
]
LOOKALIKES = {
    "a": "\u0430",
    "e": "\u0435",
    "o": "\u043e",
    "p": "\u0440",
    "X": "\u0425",
    "P": "\u0420",
}
NAMES = [
    "",
    " ",
    "\x00",
    "N\x00",
    "abs ",
    "ABS",
    "n",
    "Tree",
    "mean_",
    "gamma",
    "\ud800",
    "\u202eN",
    "N\u200b",
    "\uff2e",
    *CODE,
]
OTHERS = [None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**30, [], {}, ["N"], {"N": 1}, b"N"]


def valid(rng, ops, height):
    """A tree of a set, by the rules of the oracle."""
    operators = [n for n in RULES if ops == "paper" or n not in ("inner", "prod", "rbf", "first")]
    if height == 0 or rng.random() < 0.3:
        return [OPERAND_SETS[ops][rng.integers(len(OPERAND_SETS[ops]))]]
    name = operators[rng.integers(len(operators))]
    return [name, *(s for _ in range(RULES[name][0]) for s in valid(rng, ops, height - 1))]


def is_valid(source, ops):
    """Whether something is a tree of a set; written without what is tested."""
    if type(source) is str:
        try:
            source = json.loads(source)
        except (ValueError, RecursionError):
            return False
    if type(source) not in (list, tuple) or not all(type(s) is str for s in source):
        return False
    released = ("inner", "prod", "rbf", "first")
    known = {n: a for n, (a, _) in RULES.items() if ops == "paper" or n not in released}
    known |= dict.fromkeys(OPERAND_SETS[ops], 0)
    if not set(source) <= set(known):
        return False
    open_places = 1
    for symbol in source:
        if open_places == 0:
            return False
        open_places += known[symbol] - 1
    return open_places == 0 and len(source) <= 1000


def spoilt(rng, ops, seen):
    """An invalid expression that was not seen before, and what was done to it."""
    while True:
        kind = sorted(WAYS)[rng.integers(len(WAYS))]
        source = WAYS[kind](rng, valid(rng, ops, int(rng.integers(1, 6))))
        if rng.random() < 0.5 and type(source) is list:
            source = json.dumps(source, default=str)
            if rng.random() < 0.3:
                source = _characters(rng, source)
        digest = hashlib.sha256(ascii(source).encode()).digest()
        if digest not in seen and not is_valid(source, ops):
            seen.add(digest)
            return kind, source


def _one_of(rng, choices):
    return choices[rng.integers(len(choices))]


def _put(rng, symbols, what):
    at = rng.integers(len(symbols))
    return [*symbols[:at], what, *symbols[at + 1 :]]


def _lookalike(rng, symbols):
    at = rng.integers(len(symbols))
    changed = "".join(LOOKALIKES.get(letter, letter) for letter in symbols[at])
    return [*symbols[:at], changed, *symbols[at + 1 :]]


def _shuffled(rng, symbols):
    return [symbols[i] for i in rng.permutation(len(symbols))]


def _characters(rng, text):
    for _ in range(rng.integers(1, 4)):
        at = rng.integers(len(text) + 1)
        text = (
            text[:at]
            + _one_of(rng, list('[]{}",:\\/\x00 0aX\u0430'))
            + text[at + rng.integers(2) :]
        )
    return text


def _nested(rng, symbols):
    at = rng.integers(len(symbols))
    inside = symbols[at:]
    for _ in range(_one_of(rng, [1, 2, 50])):
        inside = [inside]
    return [*symbols[:at], inside]


def _another_thing(rng, symbols):
    number = int(rng.integers(-(2**62), 2**62))
    return _one_of(
        rng, [*OTHERS, number, number / 7, {symbols[0]: symbols}, (symbols, symbols), str(number)]
    )


WAYS = {
    "a name": lambda rng, s: _put(rng, s, _one_of(rng, NAMES)),
    "code": lambda rng, s: _put(rng, s, _one_of(rng, CODE)),
    "only code": lambda rng, _: _characters(rng, _one_of(rng, CODE)),
    "something else": lambda rng, s: _put(rng, s, _one_of(rng, OTHERS)),
    "another thing altogether": _another_thing,
    "letters": _lookalike,
    "too short": lambda rng, s: s[: rng.integers(len(s))],
    "too long": lambda rng, s: [*s, *s[: rng.integers(1, len(s) + 1)]],
    "a symbol dropped": lambda rng, s: s[: (at := rng.integers(len(s)))] + s[at + 1 :],
    "out of order": _shuffled,
    "nested": _nested,
    "a huge name": lambda rng, s: _put(rng, s, _one_of(rng, list("aX_\x00")) * 100_000),
    "too deep": lambda rng, s: ["abs"] * int(rng.integers(101, 2000)) + s,
    "too many": lambda rng, s: ["add"] * 1000 + s * 1001,
    "characters": lambda rng, s: _characters(rng, json.dumps(s)),
}
"""Ways to spoil the symbols of a tree; some of what they give is a tree, and is drawn again."""
