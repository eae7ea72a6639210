"""Rows of the forest of claims: differences in units of their margins, left is good."""

import textwrap
from collections.abc import Iterable
from typing import Any, NamedTuple

from evoprune.claims.verdicts import NOT_TESTABLE

DIFFERENCES = ("superiority", "equivalence", "non_inferiority")
"""Types of parts that are a difference of two sides, or of one and a number."""
LONGEST = 50
"""Letters of a label; the table of claims has the rest."""

Claim = dict[str, Any]


class Row(NamedTuple):
    """A part of a claim that is a difference.

    Attributes:
        claim: its id.
        family: of the claim.
        label: what the part says.
        verdict: of the part.
        whole: verdict of the claim, in the first row of its parts; empty in the others.
        flagged: whether another metric would have given another verdict.
        confirmatory: whether the claim was fixed before its runs.
        seeds: number of them.
        effect: in margins, negative where the first side is better; None if there is none.
        low: end of the 95 % interval, in the same units; None with too few seeds.
        high: the other end.
        claimed: published difference in the same units, None if there is none.
    """

    claim: str
    family: str
    label: str
    verdict: str
    whole: str
    flagged: bool
    confirmatory: bool
    seeds: int
    effect: float | None
    low: float | None
    high: float | None
    claimed: float | None


def rows(claims: Iterable[Claim]) -> list[Row]:
    """A row for every difference that could be looked at, in the order of the cards."""
    return [
        _row(claim, part, first=number == 0)
        for claim in claims
        for number, part in enumerate(_differences(claim))
    ]


def not_drawn(claims: Iterable[Claim]) -> list[str]:
    """What became of the parts that are no difference, a text a claim."""
    texts = []
    for claim in claims:
        found = [p for p in claim["parts"] if p["type"] not in DIFFERENCES and "finding" in p]
        said = ", ".join(f"{part['says']} {part['verdict']}".strip() for part in found)
        if found:
            texts.append(f"{claim['claim']} ({found[0]['type']}: {said})")
    return texts


def not_testable(claims: Iterable[Claim]) -> list[str]:
    """Ids of the claims whose arms were not run."""
    return [claim["claim"] for claim in claims if claim["verdict"] == NOT_TESTABLE]


def _differences(claim: Claim) -> list[dict[str, Any]]:
    """Parts that are differences and were looked at."""
    return [p for p in claim["parts"] if p["type"] in DIFFERENCES and "finding" in p]


def _row(claim: Claim, part: dict[str, Any], *, first: bool) -> Row:
    finding = part["finding"]
    sign = -1.0 if part["better"] == "higher" else 1.0

    def in_margins(value: float | str | None) -> float | None:
        # JSON has no word for infinite numbers, so that they come as text.
        return None if value is None else sign * float(value) / part["margin"]["value"]

    ends = [in_margins(finding["interval"][end]) for end in ("low", "high")]
    low, high = ends if sign > 0 else reversed(ends)
    label = textwrap.shorten(
        part["says"] or claim["statement"].rstrip("."), LONGEST, placeholder=" …"
    )
    return Row(
        claim=claim["claim"],
        family=claim["family"],
        label=label,
        verdict=part["verdict"],
        whole=claim["verdict"] if first else "",
        flagged=bool(claim["flags"]),
        confirmatory=claim["status"] == "confirmatory",
        seeds=finding["n"],
        effect=in_margins(finding["effect"]),
        low=low,
        high=high,
        claimed=in_margins(finding["claimed"]),
    )
