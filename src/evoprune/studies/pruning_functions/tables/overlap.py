"""Every function with the one whose kept channels are most like its own."""

from typing import Any

import numpy as np
import pandas as pd

from evoprune.report.tables import Table, number
from evoprune.studies.pruning_functions.overlaps import by_chance, overlaps
from evoprune.studies.pruning_functions.results import Results

CAPTION = "Functions that keep the same channels: each with the one that is nearest to it."
NOTES = (
    "Share of the kept channels that two functions have in common on the same whole networks, all "
    "layers together, mean over networks. Nearest: the function with the largest mean share over "
    "the tasks that both gave scores on. Last row: what two functions that know nothing of each "
    "other would have in common.",
    "Functions with the same tree stand in one row, under the name of a known one if there is any. "
    "Functions taken by chance are left out.",
)
CHANCE = "two by chance"


def build(results: Results) -> Table:
    """One row a function, and chance."""
    shares, chance = overlaps(results), by_chance(results)
    rows: list[dict[str, Any]] = [
        {"function": name, "nearest": other}
        | {f"overlap_{task}": own.at[name, other] for task, own in shares.items()}
        for name, other in nearest(shares).items()
    ]
    if rows:
        expected = {f"overlap_{task}": chance[task] for task in shares}
        rows.append({"function": CHANCE, "nearest": None, **expected})
    columns = ["function", "nearest", *(f"overlap_{task}" for task in results.tasks)]
    data = pd.DataFrame(rows, columns=columns)
    display = pd.DataFrame({"function": data["function"], "nearest": data["nearest"].fillna("")})
    for task in results.tasks:
        display[task] = [number(share, 2) for share in data[f"overlap_{task}"]]
    return Table(data, display.astype(str), CAPTION, NOTES if rows else ("No transfer.",))


def nearest(shares: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Of each function that kept anything the most similar other, by the mean over tasks."""
    if not shares:
        return {}
    stacked = np.stack([own.to_numpy() for own in shares.values()])
    names = list(next(iter(shares.values())).index)
    counts = np.isfinite(stacked).sum(axis=0)
    means = np.divide(np.nansum(stacked, axis=0), counts, where=counts > 0, out=-1.0 + 0 * counts)
    np.fill_diagonal(means, -1.0)
    best = means.argmax(axis=1)
    return {
        name: names[other]
        for place, (name, other) in enumerate(zip(names, best, strict=True))
        if means[place, other] >= 0
    }
