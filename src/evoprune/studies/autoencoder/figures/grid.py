"""Operator x schedule grids: the median over runs of one metric, as the heat maps show it."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from evoprune.report import marks
from evoprune.report.heatmap import Cell, Scale, heatmap
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.results import Results

MISSING = Cell(None, "–")


def draw(shown: Results, plot: PlotSettings, metric: "pd.Series[float]", scale: Scale) -> Figure:
    """Draw the medians of `metric` (one value a run, in the order of `shown.runs`)."""
    operators = [name for name in shown.operators if name != "none"]
    schedules = [name for name in shown.schedules if name != "none"]
    runs = shown.runs.assign(metric=metric.where(shown.runs["status"] == "ok"))
    even = _same_number(runs)
    cells = [[_cell(runs, "none", "none", even)]]
    for operator in operators:
        cells.append([_cell(runs, operator, schedule, even) for schedule in schedules])
    figure = heatmap(plot, ["no pruning", *operators], schedules or [""], cells, scale)
    figure.axes[0].set_title(parts.title(parts.scope_shown(shown)))
    number = f"n = {runs.groupby(['operator', 'schedule']).size().max()} runs a cell. "
    hatched = "Hatched: not run, or no run completed."
    arms = zip(runs["operator"], runs["schedule"], strict=True)
    notes = [(number if even else "") + hatched, *parts.own_notes(shown, plot, arms)]
    marks.notes_below(figure, notes, plot)
    return figure


def upper_end(metric: "pd.Series[float]", least: float) -> float:
    """The largest value of the metric, at least `least`: the end of a colour scale."""
    return float(np.nanmax([*metric.to_numpy(dtype=np.float64), least]))


def _same_number(runs: pd.DataFrame) -> bool:
    """Whether every arm completed the same number of runs."""
    completed = runs["metric"].notna().groupby([runs["operator"], runs["schedule"]])
    return completed.sum().nunique() == 1 and bool(completed.all().all())


def _cell(runs: pd.DataFrame, operator: str, schedule: str, even: bool) -> Cell:
    arm = runs[(runs["operator"] == operator) & (runs["schedule"] == schedule)]["metric"]
    completed = arm.dropna()
    if arm.empty:
        return MISSING
    if completed.empty:
        return Cell(None, f"all {len(arm)}\ndiverged")
    median = float(completed.median())
    some = f"\nn = {len(completed)}" + (f" of {len(arm)}" if len(completed) < len(arm) else "")
    return Cell(median, f"{median:.3f}" + ("" if even else some))
