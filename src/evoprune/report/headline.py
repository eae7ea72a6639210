"""Numbers that two experiments are compared by: the same keys and the same text everywhere."""

import re
from collections import Counter
from collections.abc import Collection

import pandas as pd

STATUSES = ("ok", "diverged")
"""What became of a run."""
DIGITS = 10
"""Significant digits: enough for any comparison, and the same text everywhere."""


def number(value: float) -> float | None:
    """A number rounded; None where there is none."""
    return None if pd.isna(value) else float(f"{value:.{DIGITS}g}")


def counted(found: list[str], known: Collection[str]) -> dict[str, int]:
    """How often each of the known words was found; a key is there whatever came out."""
    counts = Counter(found)
    return {re.sub(r"\W+", "_", word): counts[word] for word in known}
