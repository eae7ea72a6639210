"""Fronts: error against operations, every run's points and what half of the runs attain."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from numpy.typing import NDArray

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.attainment import attained
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Fronts of the searches: validation error with inherited weights, as the search saw it, "
    "against the share of the whole network's operations. Points: members of the front of each "
    "run. Steps: what half of the runs attain. An inherited error is no measure of quality across "
    "arms."
)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each arm that searched."""
    arms = [arm for arm in results.arms if arm in set(results.fronts["arm"])]
    if not arms:
        return marks.empty_figure(plot, "No searches.")
    columns = min(3, len(arms))
    rows = -(-len(arms) // columns)
    figure = style.new_figure(plot, 0.36 * rows + 0.05)
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axes, arm in zip(panels.flat, arms, strict=False):
        fronts = results.fronts[results.fronts["arm"] == arm]
        runs = [_points(rows) for _, rows in fronts.groupby("seed")]
        for points in runs:
            axes.plot(*points.T, ".", color="#0072b2", alpha=0.6, label="member of a front")
        steps = attained(runs, max(1, len(runs) // 2))
        axes.step(*steps.T, where="post", color="#000000", label="attained by half")
        axes.set_title(f"{arm} (n = {len(runs)})")
    for axes in panels.flat[len(arms) :]:
        axes.set_axis_off()
    for axes in panels[-1]:
        axes.set_xlabel("operations (share of the whole)")
    for axes in panels[:, 0]:
        axes.set_ylabel("validation error")
    keys: list[Artist] = [
        marks.key("member of a run's front", color="#0072b2", marker=".", linestyle="none"),
        marks.key("attained by half of the runs", color="#000000"),
    ]
    marks.legend_above(figure, keys, columns=2)
    return figure


def _points(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Operations and errors, shape (members, 2)."""
    return np.asarray(rows[["flops_share", "error"]].to_numpy(dtype=np.float64))
