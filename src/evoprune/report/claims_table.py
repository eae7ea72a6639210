"""Every claim with its verdict, and the numbers of the part that it hangs on."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from evoprune.claims.output import decisive
from evoprune.claims.verdicts import NOT_TESTABLE, VERDICTS
from evoprune.report.tables import Table, number, probability

CAPTION = "What became of every claim."
NOTES = (
    "Numbers are those of the part with the largest p: a claim holds only if all of its parts do. "
    "Difference: Hodges-Lehmann estimate of the first side minus the second, with its exact 95 % "
    "interval. p (Holm): corrected over the claims of a family. n: seeds.",
    "Found at 80 %: the smallest difference that so many seeds would show four times in five "
    "(for an equivalence, the smallest margin).",
    "Exploratory: not fixed before the runs, or changed since (claims.json says why).",
)
COLUMNS = [
    *("claim", "statement", "verdict", "status", "family", "part", "says", "n"),
    *("difference", "low", "high", "margin", "published", "mde", "p", "p_holm", "flags", "reason"),
]
Claim = dict[str, Any]
"""A decision as `claims.json` holds it."""
HEADINGS = [
    *("claim", "statement", "verdict", "n", "difference [95 %]", "margin", "published"),
    *("p (Holm)", "found at 80 %"),
]


def build(claims: Sequence[Claim]) -> Table:
    """One row a claim of a study."""
    rows = [_row(claim) for claim in claims]
    data = pd.DataFrame(rows, columns=COLUMNS).astype({"part": "Int64", "n": "Int64"})
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    notes = (*NOTES, *_said(claims)) if rows else ("No claims about this study.",)
    return Table(data, display, CAPTION, notes)


def _said(claims: Sequence[Claim]) -> list[str]:
    """What the verdicts of the table mean, and how many there are of each."""
    given = [claim["verdict"] for claim in claims]
    return [f"{w}: {means} ({given.count(w)})." for w, means in VERDICTS.items() if w in given]


def _row(claim: Claim) -> dict[str, Any]:
    number_of_part, part = decisive(claim)
    finding = part.get("finding", {})
    interval = finding.get("interval", {})
    return {
        "claim": claim["claim"],
        "statement": claim["statement"],
        "verdict": claim["verdict"],
        "status": claim["status"],
        "family": claim["family"],
        "part": number_of_part if len(claim["parts"]) > 1 else None,
        "says": part["says"],
        "n": finding.get("n"),
        "difference": finding.get("effect"),
        "low": interval.get("low"),
        "high": interval.get("high"),
        "margin": (part["margin"] or {}).get("value"),
        "published": finding.get("claimed"),
        "mde": finding.get("mde"),
        "p": claim["p"],
        "p_holm": claim["p_holm"],
        "flags": "; ".join(claim["flags"]),
        "reason": claim["reason"],
    }


def digits(row: dict[str, Any]) -> int:
    """Decimals for a difference: none where whole parameters are counted."""
    return 0 if (row["margin"] or 0) >= 1 else 3 if (row["margin"] or 1) > 1e-4 else 6


def interval_text(row: dict[str, Any]) -> str:
    """The difference with its interval."""
    places = digits(row)
    low, high = (float_or_none(row[name]) for name in ("low", "high"))
    text = number(float_or_none(row["difference"]), places)
    return text if low is None else f"{text} [{number(low, places)}, {number(high, places)}]"


def float_or_none(value: Any) -> float | None:
    """A number of the JSON, in which infinite ones are text."""
    return None if value is None else float(value)


def _display(row: dict[str, Any]) -> dict[str, str]:
    statement = row["statement"] + (f" (part {row['part']}: {row['says']})" if row["part"] else "")
    if row["verdict"] == NOT_TESTABLE:
        statement = row["statement"]
    return {
        "claim": row["claim"],
        "statement": statement,
        "verdict": row["verdict"] + ("" if row["status"] == "confirmatory" else " (exploratory)"),
        "n": "" if row["n"] is None else str(row["n"]),
        "difference [95 %]": interval_text(row),
        "margin": "" if row["margin"] is None else f"{row['margin']:g}",
        "published": number(row["published"], digits(row)),
        "p (Holm)": probability(row["p_holm"]),
        "found at 80 %": number(row["mde"], digits(row)),
    }
