"""Compact letters: arms that share one were not found different.

Source: statistics spec, section 2.4; the insert-and-absorb algorithm of Piepho (2004).
"""

from collections.abc import Iterable, Sequence
from string import ascii_letters

Column = frozenset[int]


def compact_letters(order: Sequence[str], different: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Letters of each arm; two arms share one if and only if their pair is not in `different`.

    Args:
        order: the arms, best first: `a` stands with the first of them.
        different: pairs of arms that differ, in any order.

    Returns:
        Letters by arm. After `a` to `z` and `A` to `Z` follow `a1`, `b1` and so on.
    """
    place = {arm: i for i, arm in enumerate(order)}
    columns = _columns(len(order), [(place[a], place[b]) for a, b in different])
    named = list(zip(map(_letter, range(len(columns))), columns, strict=True))
    return {
        arm: "".join(letter for letter, column in named if i in column)
        for i, arm in enumerate(order)
    }


def _columns(arms: int, different: Sequence[tuple[int, int]]) -> list[Column]:
    """Largest sets of arms none of which differ, those of the best arms first."""
    columns = {frozenset(range(arms))} if arms else set()
    # Arm by arm: no more columns on the way than the arms so far need.
    for pair in sorted(different, key=lambda pair: (max(pair), min(pair))):
        split = {column for column in columns if column.issuperset(pair)}
        columns -= split
        columns |= {column - {arm} for column in split for arm in pair}
        columns = _absorbed(columns)
    return sorted(columns, key=sorted)


def _absorbed(columns: set[Column]) -> set[Column]:
    """The columns that no other contains."""
    return {column for column in columns if not any(column < other for other in columns)}


def _letter(number: int) -> str:
    again, place = divmod(number, len(ascii_letters))
    return ascii_letters[place] + (str(again) if again else "")
