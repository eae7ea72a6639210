"""Operator x schedule grids: the median over runs of one metric, as the heat maps show it."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from evoprune.report import marks
from evoprune.report.heatmap import Cell, Scale, heatmap
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results, select

MISSING = Cell(None, "–")
NO_LETTERS: Mapping[Arm, str] = MappingProxyType({})


def draw(
    shown: Results,
    plot: PlotSettings,
    metric: "pd.Series[float]",
    scale: Scale,
    letters: Mapping[Arm, str] = NO_LETTERS,
    note: str = "",
) -> Figure:
    """Draw medians over runs.

    Args:
        shown: runs of a scope.
        plot: how.
        metric: one value a run, in the order of `shown.runs`.
        scale: of the colours.
        letters: what stands below the medians, by arm.
        note: what it means.
    """
    operators = [name for name in shown.operators if name != "none"]
    schedules = [name for name in shown.schedules if name != "none"]
    runs = shown.runs.assign(metric=metric.where(shown.runs["status"] == "ok"))
    even = _same_number(runs)
    arms = [[("none", "none")], *([(name, s) for s in schedules] for name in operators)]
    cells = [[_cell(runs, arm, even, letters.get(arm, "")) for arm in row] for row in arms]
    figure = heatmap(plot, ["no pruning", *operators], schedules or [""], cells, scale)
    figure.axes[0].set_title(parts.title(parts.scope_shown(shown)))
    number = f"n = {runs.groupby(['operator', 'schedule']).size().max()} runs a cell. "
    pairs = zip(runs["operator"], runs["schedule"], strict=True)
    first = (number if even else "") + "Hatched: not run, or some runs did not complete."
    notes = [first, note, *parts.own_notes(shown, plot, pairs)]
    marks.notes_below(figure, [line for line in notes if line], plot)
    return figure


def upper_end(metric: "pd.Series[float]", least: float) -> float:
    """The largest value of the metric, at least `least`: the end of a colour scale."""
    return float(np.nanmax([*metric.to_numpy(dtype=np.float64), least]))


def _same_number(runs: pd.DataFrame) -> bool:
    """Whether every arm completed the same number of runs."""
    completed = runs["metric"].notna().groupby([runs["operator"], runs["schedule"]])
    return completed.sum().nunique() == 1 and bool(completed.all().all())


def _cell(runs: pd.DataFrame, arm: Arm, even: bool, letters: str) -> Cell:
    metric = select(runs, dict(zip(("operator", "schedule"), arm, strict=True)))["metric"]
    completed = metric.dropna()
    if metric.empty:
        return MISSING
    if completed.empty:
        return Cell(None, f"all {len(metric)}\ndiverged", letters)
    median, lost = float(completed.median()), len(completed) < len(metric)
    some = f"\nn = {len(completed)}" + (f" of {len(metric)}" if lost else "")
    return Cell(median, f"{median:.3f}" + ("" if even else some), letters, hatched=lost)
