"""Which functions keep the same channels of the same whole networks."""

import numpy as np
import pandas as pd

from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import CHANGED

ORDER = ("handmade", "published", "control", "evolved", "champion", "inverted", "shuffled")
"""Kinds that are compared; of functions with the same tree the first of these stands for all."""


def distinct(results: Results) -> list[str]:
    """Functions with trees of their own; chance has none."""
    table = results.functions[results.functions["kind"].isin(ORDER)]
    table = table.sort_values("kind", key=lambda kinds: kinds.map(ORDER.index), kind="stable")
    found = dict[tuple[str, ...], str]()
    for name, kind, tree in table[["function", "kind", "tree"]].itertuples(index=False):
        found.setdefault((kind if kind in CHANGED else "", *tree), str(name))
    return list(found.values())


def overlaps(results: Results) -> dict[str, pd.DataFrame]:
    """Shares of the kept channels that two functions have in common, by task.

    Means over whole networks and retrainings that both were tried on, all layers together; a
    function keeps as many channels of a layer as every other. Rows and columns are the functions
    of `distinct`; missing where two have no trial in common.
    """
    names = distinct(results)
    short = results.short[results.short["function"].isin(names)].dropna(subset=["keep_masks"])
    found = {}
    for task, trials in short.groupby("task", sort=False):
        common, counts = np.zeros((2, len(names), len(names)))
        for _, own in trials.groupby(["base", "seed"]):
            places = own["function"].map(names.index).to_numpy()
            kept = np.array([bits(masks) for masks in own["keep_masks"]], dtype=np.float64)
            both = np.ix_(places, places)
            common[both] += kept @ kept.T / kept[0].sum()
            counts[both] += 1
        means = np.divide(common, counts, out=np.full_like(common, np.nan), where=counts > 0)
        found[str(task)] = pd.DataFrame(means, index=names, columns=names)
    return found


def by_chance(results: Results) -> dict[str, float]:
    """What two functions that know nothing of each other have in common on average, by task."""
    found = {}
    there = results.short.dropna(subset=["keep_masks"])
    for task, masks in there.groupby("task", sort=False)["keep_masks"].first().items():
        layers = [bits([mask]) for mask in masks]
        kept = np.array([layer.sum() for layer in layers])
        found[str(task)] = float((kept**2 / [layer.size for layer in layers]).sum() / kept.sum())
    return found


def bits(masks: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Masks of layers, each a text of 0 and 1, as one row of numbers."""
    return np.frombuffer("".join(masks).encode(), dtype=np.uint8) - ord("0")
