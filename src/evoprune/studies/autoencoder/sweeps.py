"""Sweeps among the runs: one factor at a time, around arms that are published otherwise."""

from typing import NamedTuple

import pandas as pd

from evoprune.studies.autoencoder.results import ARM, Results, select
from evoprune.studies.autoencoder.scopes import scope_of
from evoprune.studies.autoencoder.variants import PUBLISHED

DEFAULTS = {
    "population": "10",
    "radius": "1",
    "solution_concept": "best",
    "threshold": "0.1",
    "amount": "0.1",
    "learning_rate": "1e-05",
    "batch_size": "5",
    "epochs": "400",
}
"""Published values; that of the probability depends on the operator."""
PROBABILITIES = {"random": "0.5", "conjunctive": "0.5", "variance": "0.1"}


class Sweep(NamedTuple):
    """The runs of one factor.

    Attributes:
        factor: what is varied.
        values: its values in order.
        published: the one that is published.
        lines: final losses of the runs by arm and value.
    """

    factor: str
    values: list[str]
    published: str
    lines: dict[str, "dict[str, pd.Series[float]]"]


def sweeps(results: Results) -> list[Sweep]:
    """All sweeps of plain variants, networks and data sets among them."""
    runs = results.completed
    stepped = runs[runs["variant"].str.fullmatch(r"[a-z_]+=[^+]+")]
    factors = list(dict.fromkeys(str(name).partition("=")[0] for name in stepped["variant"]))
    found = [_of_factor(results, stepped, factor) for factor in factors]
    plain = runs[runs["variant"] == PUBLISHED]
    for column in ("environment", "dataset"):
        if plain[column].nunique() > 1:
            found.append(_of_column(plain, column, results.dataset))
    return found


def _of_factor(results: Results, stepped: pd.DataFrame, factor: str) -> Sweep:
    of_factor = stepped[stepped["variant"].str.startswith(f"{factor}=")]
    keys = [name for name in ARM if name != "variant"]
    lines: dict[str, dict[str, pd.Series[float]]] = {}
    published = DEFAULTS.get(factor, "")
    for arm in of_factor[keys].drop_duplicates().to_dict("records"):
        names = {str(key): str(value) for key, value in arm.items()}
        published = published or PROBABILITIES.get(names["operator"], "")
        values = _by(select(of_factor, names), "variant")
        line = {name.partition("=")[2]: losses for name, losses in values.items()}
        twin = select(results.completed, {**names, "variant": PUBLISHED})
        if len(twin):
            line[published] = twin["l1_train"]
        lines[_label(names)] = line
    known = {value for line in lines.values() for value in line}
    return Sweep(factor, sorted(known, key=_in_order), published, lines)


def _in_order(value: str) -> tuple[float, str]:
    """Numbers by size, words by letter."""
    try:
        return float(value), value
    except ValueError:
        return 0.0, value


def _of_column(plain: pd.DataFrame, column: str, dataset: str) -> Sweep:
    """Arms that were run with several networks, or on several data sets."""
    keys = ["mode", "operator", "schedule", *({"environment", "dataset"} - {column})]
    lines = {}
    for arm in plain[keys].drop_duplicates().to_dict("records"):
        names = {str(key): str(value) for key, value in arm.items()}
        by_value = _by(select(plain, names), column)
        if len(by_value) > 1:
            lines[_label({"environment": "plain", **names})] = by_value
    values = list(dict.fromkeys(value for line in lines.values() for value in line))
    return Sweep(column, values, "plain" if column == "environment" else dataset, lines)


def _by(runs: pd.DataFrame, column: str) -> "dict[str, pd.Series[float]]":
    """Final losses by the values of a column."""
    return {value: runs.loc[runs[column] == value, "l1_train"] for value in runs[column].unique()}


def _label(arm: dict[str, str]) -> str:
    words = [scope_of(arm["mode"], arm["environment"]), arm["operator"]]
    return ", ".join([*words, *([arm["schedule"]] if arm["schedule"] != "none" else [])])
