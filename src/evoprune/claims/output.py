"""Decisions as files: everything in JSON, a row a claim in CSV. No NaN in either."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from evoprune import artifacts
from evoprune.claims.decide import Decision
from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.base import Hypothesis
from evoprune.claims.verdicts import Interval
from evoprune.report.tables import csv_number

COLUMNS = (
    "claim",
    "status",
    "family",
    "statement",
    "verdict",
    "p",
    "p_holm",
    "part",
    "type",
    "metric",
    "test",
    "n",
    "failed",
    "a",
    "a_median",
    "b",
    "b_median",
    "effect",
    "low",
    "high",
    "percent",
    "win_rate",
    "a12",
    "margin",
    "mde",
    "claimed",
    "flags",
    "reason",
)
"""Columns of `claims.csv`; numbers are those of the part with the largest p."""


def write(decisions: Iterable[Decision], json_path: Path, csv_path: Path) -> None:
    """Write both files with their checksums."""
    values = [describe(decision) for decision in decisions]
    artifacts.write_json(json_path, values)
    table = pd.DataFrame([_row(value) for value in values], columns=list(COLUMNS))
    table = table.astype(dict.fromkeys(("part", "n", "failed"), "Int64"))
    artifacts.write_bytes(csv_path, table.to_csv(index=False, lineterminator="\n").encode())


def describe(decision: Decision) -> dict[str, Any]:
    """A decision as JSON."""
    claim = decision.claim
    findings = decision.findings or (None,) * len(claim.parts)
    verdicts = decision.verdicts or ("",) * len(claim.parts)
    parts = [
        _part(part, finding, verdict)
        for part, finding, verdict in zip(claim.parts, findings, verdicts, strict=True)
    ]
    return {
        "claim": claim.id,
        "study": claim.study,
        "statement": claim.statement,
        "source": claim.source,
        "family": claim.family,
        "status": decision.standing.status,
        "status_reason": decision.standing.reason,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "p": decision.p,
        "p_holm": decision.p_holm,
        "flags": list(decision.flags),
        "parts": parts,
    }


def _part(part: Hypothesis, finding: Finding | None, verdict: str) -> dict[str, Any]:
    """A part with what its card says and what was found."""
    card = part.model_dump()
    described = {name: card.get(name) for name in ("type", "says", "metric", "block", "better")}
    described |= {"arms": part.arms, "margin": card.get("margin"), "verdict": verdict}
    return described | ({} if finding is None else {"finding": _finding(finding)})


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding without infinities, which JSON has no word for: they become text."""
    values = finding._asdict()
    values |= {name: _interval(values[name]) for name in ("interval", "narrow")}
    for name in ("wins", "a12"):
        if values[name] is not None:
            share, interval = values[name]
            values[name] = {"value": share, **_interval(interval)}
    values["sides"] = [_clean(side._asdict()) for side in finding.sides]
    values["best"] = list(finding.best)
    second = finding.second
    values["second"] = None if second is None else {"test": second[0], "p": second[1]}
    return _clean(values)


def _interval(interval: Interval) -> dict[str, float | str | None]:
    return _clean(interval._asdict())


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Infinite numbers as `inf` and `-inf`."""
    return {
        name: str(value) if isinstance(value, float) and math.isinf(value) else value
        for name, value in values.items()
    }


def decisive(described: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Number and content of the part that a claim hangs on: the one with the largest p."""
    parts = list(enumerate(described["parts"], start=1))

    def p_of(part: dict[str, Any]) -> float:
        p = part.get("finding", {}).get("p")
        return 2.0 if p is None else float(p)

    return max(parts, key=lambda numbered: p_of(numbered[1]))


def _row(described: dict[str, Any]) -> dict[str, Any]:
    number, part = decisive(described)
    finding = part.get("finding", {})
    sides: list[dict[str, Any]] = finding.get("sides", [])
    interval = finding.get("interval", {})
    row = {name: described[name] for name in ("claim", "status", "family", "statement", "verdict")}
    row |= {name: described[name] for name in ("p", "p_holm", "reason")}
    row |= {name: part.get(name) for name in ("type", "metric")}
    row |= {name: finding.get(name) for name in ("test", "n", "effect", "mde", "claimed")}
    row |= {"part": number if len(described["parts"]) > 1 else None}
    row |= {"low": interval.get("low"), "high": interval.get("high")}
    row |= {"margin": (part.get("margin") or {}).get("value")}
    row |= {"win_rate": (finding.get("wins") or {}).get("value")}
    row |= {"a12": (finding.get("a12") or {}).get("value")}
    row |= {"failed": sum(side["failed"] for side in sides) if sides else None}
    row |= {"percent": _percent(finding, sides), "flags": "; ".join(described["flags"])}
    for letter, side in zip("ab", sides, strict=False):
        row |= {letter: side["name"], f"{letter}_median": side["median"]}
    return {name: csv_number(value) for name, value in row.items()}


def _percent(finding: dict[str, Any], sides: list[dict[str, Any]]) -> float | None:
    """Effect as a share of the second side's median, in percent."""
    effect, base = finding.get("effect"), sides[1]["median"] if len(sides) == 2 else None
    if not isinstance(effect, float) or not isinstance(base, float) or base == 0:
        return None
    return 100 * effect / base
