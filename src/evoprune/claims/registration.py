"""Which cards were fixed when, so that a card changed after its runs says so by itself.

Beside the cards stands a list of their digests with the time each was registered; it only grows.
A card is confirmatory if it is as registered, and every run it is decided by finished later.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from evoprune.claims.cards import Cards, Claim
from evoprune.errors import ConfigError

Register = Mapping[str, Mapping[str, str]]
"""By claim and digest the time of registration, ISO 8601 in UTC."""


class Standing(NamedTuple):
    """Whether a claim is confirmatory, and why it is not."""

    status: str
    reason: str = ""


def register_path(cards: Path) -> Path:
    """Where the digests of a file of cards stand."""
    return cards.with_suffix(".registered.json")


def read(path: Path) -> dict[str, dict[str, str]]:
    """The register; empty if there is none.

    Raises:
        ConfigError: it is not what `register` writes.
    """
    if not path.exists():
        return {}
    try:
        values: dict[str, dict[str, str]] = json.loads(path.read_text())
        for times in values.values():
            for time in times.values():
                datetime.fromisoformat(time)
    except (ValueError, AttributeError, TypeError) as error:
        raise ConfigError(f"{path}: not a register of claims ({error})") from None
    return values


def text(register: Register) -> str:
    """The register as it is written."""
    return json.dumps(register, sort_keys=True, indent=1) + "\n"


def register(cards: Cards, known: Register, now: datetime) -> dict[str, dict[str, str]]:
    """The register with all cards as they are now; what was registered keeps its time."""
    time = now.astimezone(UTC).isoformat(timespec="seconds")
    merged = {name: dict(times) for name, times in known.items()}
    for claim in cards.claims:
        merged.setdefault(claim.id, {}).setdefault(cards.digest(claim), time)
    return merged


def standing(
    claim: Claim, digest: str, known: Register, finished: Mapping[str, list[str]]
) -> Standing:
    """Whether a claim is confirmatory.

    Args:
        claim: its card.
        digest: identity of the card.
        known: the register.
        finished: times at which the runs of each arm finished; empty where it is not known.
    """
    if claim.status == "exploratory":
        return Standing("exploratory", "declared so")
    times = known.get(claim.id, {})
    if digest not in times:
        changed = "changed since it was registered" if times else "not registered"
        return Standing("exploratory", f"the card is {changed}")
    registered = datetime.fromisoformat(times[digest])
    runs = [time for arm in claim.arms for time in finished.get(arm, [])]
    if any(not time or datetime.fromisoformat(time) < registered for time in runs):
        return Standing(
            "exploratory", f"it has runs from before it was registered ({registered:%Y-%m-%d})"
        )
    return Standing("confirmatory")
