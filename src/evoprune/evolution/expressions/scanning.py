"""Finds the names in the JSON text of a list, without converting anything."""

import re

from evoprune.errors import ConfigError

CHARACTERS = 40_000
"""Length of a text that is read."""
NAME_CHARACTERS = 40
"""Length of a name that is shown or looked up."""

_TOKEN = re.compile(r'[ \t\r\n]*(?:(?P<mark>[\[\],])|"(?P<name>[A-Za-z0-9_]{1,40})")')
_SPACE = re.compile(r"[ \t\r\n]*")
_AFTER: dict[str, list[str]] = {
    "[": ["a name", "]"],
    "a name": [",", "]"],
    ",": ["a name"],
    "]": [],
}
"""What may come after what."""


class ExpressionError(ConfigError):
    """An expression that is not one.

    Attributes:
        position: where reading stopped: of a symbol in the list, or of a character in the text.
    """

    def __init__(self, where: str, unit: str, position: int, problem: str) -> None:
        super().__init__(f"{where}: {unit} {position}: {problem}")
        self.position = position


def names_in(text: str, where: str) -> tuple[list[str], list[int]]:
    """Names in the text of a list, and the characters where each begins; last, where the list ends.

    Args:
        text: of a list of plain names; what JSON allows beyond that is refused.
        where: what is read, for messages.

    Raises:
        ExpressionError: it is something else, or too long.
    """
    if len(text) > CHARACTERS:
        problem = f"found {len(text)} characters; allowed: {CHARACTERS}"
        raise ExpressionError(where, "character", CHARACTERS, problem)
    names: list[str] = []
    starts: list[int] = []
    at, expected = 0, ["["]
    while expected:
        token = _TOKEN.match(text, at)
        found = "" if token is None else (token["mark"] or "a name")
        if token is None or found not in expected:
            raise _unexpected(text, at, " or ".join(expected), where)
        if found == "a name":
            names.append(token["name"])
            starts.append(token.start("name") - 1)
        expected, at = _AFTER[found], token.end()
    if _end_of_space(text, at) < len(text):
        raise _unexpected(text, at, "nothing after the list", where)
    return names, [*starts, at - 1]


def _unexpected(text: str, at: int, expected: str, where: str) -> ExpressionError:
    begin = _end_of_space(text, at)
    found = shown(text[begin:]) if begin < len(text) else "the end"
    return ExpressionError(where, "character", begin, f"found {found}; allowed: {expected}")


def _end_of_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return at if space is None else space.end()


def shown(found: object) -> str:
    """What was found, short and in ASCII.

    Of what is no text the type alone is named: its own words would come from its own code.
    """
    if type(found) is not str:
        return f"a value of type {type(found).__name__[:NAME_CHARACTERS]}"
    cut = ascii(found[:NAME_CHARACTERS])
    return cut if len(found) <= NAME_CHARACTERS else f"{cut}..."
