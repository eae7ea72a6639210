"""Every arm of a mode: final loss, effect against no pruning, what is left of the network."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evoprune.report.runs import by_seed
from evoprune.report.tables import Table, number, probability
from evoprune.statistics import multiplicity, paired
from evoprune.statistics.effect_sizes import iqm
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.results import (
    ARM,
    OPERATORS,
    SCHEDULES,
    Results,
    known_first,
    select,
)

CAPTION = (
    "Final training L1 (mean absolute error per bit, best cell of a run) of every arm in mode "
    "{mode}, and its paired effect against no pruning."
)
LEGEND = (
    "Effect: Hodges-Lehmann difference to the unpruned arm with the same variant, data set and "
    "environment, paired by seed, with its exact 95 % interval; negative is better. p: two-sided "
    "exact Wilcoxon signed-rank test, corrected by Holm over all arms of the table.",
    "The CSV also has the mean of the middle half of the runs (IQM) with its BCa 95 % interval.",
    "Preserved: median fraction of parameters by the reported count, and truly not zero.",
    "Mean: over all cells of all runs, as the published means pool them; for comparison only.",
)
NO_P = f"fewer than {paired.MINIMUM_PAIRS} common seeds: effect only, no p"
NO_CONTROL = "no unpruned arm with this variant, data set and environment"
DIVERGED = "diverged runs are left out of medians and rank worst in effect and test"
COLUMNS = [
    *ARM,
    *("n", "n_diverged", "l1_train_median", "l1_train_q1", "l1_train_q3"),
    *("l1_train_iqm", "l1_train_iqm_low", "l1_train_iqm_high"),
    *("pairs", "effect_vs_none", "effect_low", "effect_high", "p_wilcoxon", "p_holm"),
    *("preserved_reported_median", "preserved_nonzero_median"),
    *("l1_train_mean_all_cells", "l1_train_published", "l1_train_difference", "note"),
]
HEADINGS = [
    *("operator", "schedule", "n", "L1 median [Q1, Q3]", "effect [95 %]", "p", "p (Holm)"),
    *("preserved, reported", "preserved, non-zero", "L1 mean", "published", "difference", "note"),
]
WHOLE = ("n", "n_diverged", "pairs")

Row = dict[str, Any]


def build(results: Results, mode: str) -> Table:
    """One row an arm of `mode`: all variants, data sets and environments.

    Source: spec section 10; no p-value below six common seeds.
    """
    of_mode = results.restricted(mode=mode)
    means = of_mode.last_cells.groupby(ARM)["l1_train"].mean()
    rows = [_row(of_mode, dict(zip(ARM, arm, strict=True)), means) for arm in _arms(of_mode)]
    _correct(rows)
    data = pd.DataFrame(rows, columns=COLUMNS)
    data = data.astype({name: "Int64" for name in WHOLE})
    display, footnotes = _display(rows)
    notes = (*_common(data), *LEGEND, *footnotes) if rows else ("No runs of this mode.",)
    return Table(data, display, CAPTION.format(mode=mode), notes)


def _arms(of_mode: Results) -> list[tuple[str, ...]]:
    """The arms, published setting first, then in order of operator and schedule."""
    known = {
        "operator": OPERATORS,
        "schedule": SCHEDULES,
        "variant": ("published",),
        "dataset": (publication.DATASET,),
        "environment": ("plain",),
    }
    runs = of_mode.runs
    order = {name: known_first(runs[name], first) for name, first in known.items()}
    arms = {tuple(arm) for arm in runs[ARM].itertuples(index=False, name=None)}
    by = ("dataset", "environment", "variant", "operator", "schedule")
    return sorted(arms, key=lambda arm: [order[n].index(arm[ARM.index(n)]) for n in by])


def _row(of_mode: Results, arm: Mapping[str, str], means: "pd.Series[float]") -> Row:
    runs = select(of_mode.runs, arm)
    completed = runs[runs["status"] == "ok"]
    loss = completed["l1_train"]
    row: Row = {**arm, "n": len(completed), "n_diverged": len(runs) - len(completed)}
    for name, q in (("median", 0.5), ("q1", 0.25), ("q3", 0.75)):
        row[f"l1_train_{name}"] = _or_none(loss.quantile(q))
    row |= _interquartile(loss, arm)
    for metric in ("preserved_reported", "preserved_nonzero"):
        row[f"{metric}_median"] = _or_none(completed[metric].median())
    row |= _published(of_mode, arm, _or_none(means.get(tuple(arm.values()))))
    row |= _effect(of_mode, arm, runs)
    notes = [DIVERGED] * (row["n_diverged"] > 0) + row.pop("notes")
    return row | {"note": "; ".join(notes) or None}


def _interquartile(loss: "pd.Series[float]", arm: Mapping[str, str]) -> Row:
    """Mean of the middle half of the runs with its BCa interval; in the CSV only."""
    names = ("l1_train_iqm", "l1_train_iqm_low", "l1_train_iqm_high")
    if loss.empty:
        return dict.fromkeys(names)
    return dict(zip(names, iqm(loss, " ".join(arm.values())), strict=True))


def _effect(of_mode: Results, arm: Mapping[str, str], runs: pd.DataFrame) -> Row:
    """Paired comparison of an arm with the unpruned arm of the same setting."""
    if arm["operator"] == "none":
        return {"notes": []}
    control = select(of_mode.runs, {**arm, "operator": "none", "schedule": "none"})
    result = paired.compare(by_seed(runs, "l1_train"), by_seed(control, "l1_train"))
    row: Row = {
        "pairs": result.pairs,
        "effect_vs_none": result.effect,
        "effect_low": result.low,
        "effect_high": result.high,
        "p_wilcoxon": result.p,
    }
    missing = NO_P if result.pairs else NO_CONTROL
    return row | {"notes": [missing] if result.p is None else []}


def _published(of_mode: Results, arm: Mapping[str, str], mean: float | None) -> Row:
    """Our mean over all cells and the published one, where they can be compared."""
    row: Row = {"l1_train_mean_all_cells": mean}
    setting = {"variant": "published", "dataset": publication.DATASET}
    comparable = all(arm[name] == value for name, value in setting.items())
    if comparable and of_mode.last_epoch == publication.FINAL_EPOCH:
        names = {n: arm[n] for n in ("mode", "environment", "operator", "schedule")}
        curve = publication.curve(of_mode.published, quantity="l1_train", **names)
        known = _or_none(curve.get(publication.FINAL_EPOCH))
        row["l1_train_published"] = known
        if known is not None and mean is not None:
            row["l1_train_difference"] = mean - known
    return row


def _correct(rows: list[Row]) -> None:
    """Add Holm-corrected p-values: one family, all arms of the table that have a p."""
    tested = [row for row in rows if row.get("p_wilcoxon") is not None]
    for row, p in zip(tested, multiplicity.holm([r["p_wilcoxon"] for r in tested]), strict=True):
        row["p_holm"] = p


def _display(rows: list[Row]) -> tuple[pd.DataFrame, list[str]]:
    """Rounded cells, and the footnotes that the letters of the last column stand for."""
    distinct = list(dict.fromkeys(note for row in rows for note in _notes(row)))
    letters = {note: chr(ord("a") + number) for number, note in enumerate(distinct)}
    varying = [n for n in ("variant", "dataset", "environment") if len({r[n] for r in rows}) > 1]
    cells = [_cells(row, varying, letters) for row in rows]
    display = pd.DataFrame(cells, columns=[*varying, *HEADINGS], dtype=str)
    return display, [f"{letter}: {n}." for n, letter in letters.items()]


def _cells(row: Row, varying: list[str], letters: Mapping[str, str]) -> dict[str, str]:
    schedule = "" if row["schedule"] == "none" else row["schedule"]
    total = row["n"] + row["n_diverged"]
    spread = f" [{number(row['l1_train_q1'], 3)}, {number(row['l1_train_q3'], 3)}]"
    interval = f" [{number(row.get('effect_low'), 4)}, {number(row.get('effect_high'), 4)}]"
    effect = number(row.get("effect_vs_none"), 4)
    return {
        **{name: row[name] for name in varying},
        "operator": row["operator"],
        "schedule": schedule,
        "n": str(row["n"]) + (f" of {total}" if row["n_diverged"] else ""),
        "L1 median [Q1, Q3]": number(row["l1_train_median"], 3) + (spread if row["n"] else ""),
        "effect [95 %]": effect + (interval if row.get("effect_low") is not None else ""),
        "p": probability(row.get("p_wilcoxon")),
        "p (Holm)": probability(row.get("p_holm")),
        "preserved, reported": number(row["preserved_reported_median"], 3),
        "preserved, non-zero": number(row["preserved_nonzero_median"], 3),
        "L1 mean": number(row["l1_train_mean_all_cells"], 3),
        "published": number(row.get("l1_train_published"), 3),
        "difference": number(row.get("l1_train_difference"), 3),
        "note": ", ".join(letters[note] for note in _notes(row)),
    }


def _common(data: pd.DataFrame) -> list[str]:
    """What all arms have in common and the columns therefore leave out."""
    names = {"variant": "variant", "dataset": "data set", "environment": "environment"}
    same = [f"{name} {data[n].iloc[0]}" for n, name in names.items() if data[n].nunique() == 1]
    return [f"All arms: {', '.join(same)}."] if same else []


def _notes(row: Row) -> list[str]:
    return row["note"].split("; ") if row["note"] else []


def _or_none(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
