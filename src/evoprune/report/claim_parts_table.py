"""Every part of every claim: both sides, effect sizes and what each was decided by."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from evoprune.report.claims_table import Claim, digits, float_or_none, interval_text
from evoprune.report.tables import Table, number, probability

CAPTION = "Every part of every claim, with both sides and standardised effects."
NOTES = (
    "Sides: median [quartiles] over runs; of a rate the share of runs with its exact 95 % "
    "interval. Difference: Hodges-Lehmann estimate with its exact 95 % interval.",
    "Wins: share of seeds on which the first side is better. A12: probability that a run of the "
    "first side is larger. r: correlation of the sides over seeds.",
    "p is not corrected here. Second test: another test of the same difference against zero, which "
    "decides nothing.",
)
SIDE = ("name", "runs", "failed", "median", "low", "high")
COLUMNS = [
    *("claim", "part", "verdict", "says", "type", "metric", "block", "test", "n", "p"),
    *("difference", "low", "high", "margin", "published", "mde", "d_z", "correlation"),
    *("wins", "wins_low", "wins_high", "a12", "a12_low", "a12_high", "second_p", "best", "order"),
    *(f"{letter}_{name}" for letter in "ab" for name in SIDE),
]
HEADINGS = [
    *("claim", "part", "metric", "n", "first side", "second side", "difference [95 %]"),
    *("wins", "A12", "r", "p", "verdict"),
]


def build(claims: Sequence[Claim]) -> Table:
    """One row a part that was tested, of all claims of a study."""
    rows = [
        _row(claim["claim"], place, part)
        for claim in claims
        for place, part in enumerate(claim["parts"], start=1)
        if "finding" in part
    ]
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(
        pd.DataFrame(rows, columns=COLUMNS),
        display,
        CAPTION,
        NOTES if rows else ("No claims were tested.",),
    )


def _row(claim: str, place: int, part: dict[str, Any]) -> dict[str, Any]:
    finding = part["finding"]
    row = {"claim": claim, "part": place, "verdict": part["verdict"], "says": part["says"]}
    row |= {name: part[name] for name in ("type", "metric", "block")}
    row |= {name: finding[name] for name in ("test", "n", "p", "mde", "d_z", "correlation")}
    row |= {"difference": finding["effect"], "published": finding["claimed"]}
    row |= {name: finding["interval"][name] for name in ("low", "high")}
    row |= {"margin": (part["margin"] or {}).get("value"), "best": ", ".join(finding["best"])}
    for name in ("wins", "a12"):
        values = finding[name] or {}
        row |= {name: values.get("value")}
        row |= {f"{name}_low": values.get("low"), f"{name}_high": values.get("high")}
    row |= {"second_p": (finding["second"] or {}).get("p")}
    for letter, side in zip("ab", finding["sides"], strict=False):
        row |= {f"{letter}_{name}": value for name, value in side.items()}
    if part["type"] == "ranking":
        row |= {"order": ", ".join(side["name"] for side in finding["sides"])}
    return row


def _display(row: dict[str, Any]) -> dict[str, str]:
    return {
        "claim": f"{row['claim']}.{row['part']}",
        "part": row["says"] or row["type"],
        "metric": row["metric"],
        "n": str(row["n"]),
        "first side": _side(row, "a"),
        "second side": "" if row["type"] == "ranking" else _side(row, "b"),
        "difference [95 %]": interval_text(row),
        "wins": number(row["wins"], 2),
        "A12": number(row["a12"], 2),
        "r": number(row["correlation"], 2),
        "p": probability(row["p"]),
        "verdict": row["verdict"],
    }


def _side(row: dict[str, Any], letter: str) -> str:
    """A side with its median and quartiles."""
    if row.get(f"{letter}_name") is None:
        return ""
    if row["type"] == "ranking":
        return f"not beaten: {row['best']}"
    places = digits(row)
    middle, low, high = (
        number(float_or_none(row[f"{letter}_{name}"]), places) for name in ("median", "low", "high")
    )
    return f"{row[f'{letter}_name']}: {middle} [{low}, {high}]"
