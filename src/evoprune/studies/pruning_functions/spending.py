"""What work cost, added up over its parts."""

from collections.abc import Iterable, Mapping


def added_up(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Seconds of a processor: all of them, and by what they went into.

    Args:
        parts: seconds by what they went into.
    """
    found: dict[str, float] = {}
    for seconds in parts:
        for what, spent in seconds.items():
            found[what] = found.get(what, 0.0) + spent
    named = {f"cpu_seconds_{what}": round(spent, 3) for what, spent in found.items()}
    return {"cpu_seconds": round(sum(found.values()), 3)} | named
