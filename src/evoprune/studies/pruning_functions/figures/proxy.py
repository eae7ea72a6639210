"""Whether the short retraining of the evolution ranks functions as a longer one does."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from evoprune.report import marks, panels
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import looks, names
from evoprune.studies.pruning_functions.judging import proxy_correlations
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Validation accuracy of functions after the short retraining that evolution judges them by, "
    "against that after a longer one; a point a function, means over all trials of a length. "
    "Above a panel: Spearman's correlation over functions, median and range over n whole "
    "networks; and how far functions lie apart after the longer retraining, as standard deviation "
    "of their means, beside that of a trial: what is left of it without the means of its function "
    "and of all functions with its network and batches. Where functions lie no further apart than "
    "trials, a correlation is of noise; and a fitness that ranks well need not be the one that is "
    "wanted."
)


class Spread(NamedTuple):
    """Standard deviations after longer retraining, none where nothing is repeated.

    Attributes:
        between: of the means of functions.
        within: of a trial, without what its function, and what its network and batches do.
    """

    between: float
    within: float | None


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel a task with longer retrainings."""
    there = results.transfer[results.transfer["reason"].isna()]
    long = there[there["longer"] > 1]
    tasks = [task for task in results.tasks if task in set(long["task"])]
    if not tasks:
        return marks.empty_figure(plot, "No longer retrainings.")
    factors = ", ".join(f"{factor:g}" for factor in sorted(long["longer"].unique()))
    notes = [marks.wrapped(f"The longer retraining takes {factors} times as many steps.", plot)]
    grid = panels.grid(
        plot,
        tasks,
        lambda shown, letters: names.of_tasks(results, shown, letters),
        [0.3],
        lines=8,
        share_x=False,
        most=3,
    )
    for task, (axes,) in grid.panels.items():
        points = means(results, task)
        _draw_points(axes, points, plot)
        spread = spreads(long[long["task"] == task])
        axes.set_title(f"{axes.get_title(loc='left')}\n{_said(results, task)}\n{_apart(spread)}")
        axes.tick_params(labelleft=True)
    panels.label(grid, 0, "longer retraining, accuracy (%)")
    panels.label_x(grid, "short retraining, accuracy (%)")
    marks.legend_above(grid.figure, looks.keys(long["kind"], plot), columns=5)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def means(results: Results, task: str) -> pd.DataFrame:
    """Mean validation accuracy after `short` and `long` retraining, a row a function."""
    own = results.transfer[(results.transfer["task"] == task) & results.transfer["reason"].isna()]
    length = np.where(own["longer"] > 1, "long", "short")
    table = own.assign(length=length).pivot_table(
        index=["function", "kind"], columns="length", values="accuracy_validation", sort=False
    )
    return table.dropna().reset_index()


def spreads(long: pd.DataFrame) -> Spread:
    """How far functions lie apart, and trials of the same function."""
    table = long.pivot(
        index="function", columns=["base", "seed"], values="accuracy_validation"
    ).dropna()
    of_functions = table.mean(axis=1)
    left = table.sub(of_functions, axis=0).sub(table.mean(axis=0), axis=1) + table.to_numpy().mean()
    degrees = (table.shape[0] - 1) * (table.shape[1] - 1)
    within = float(((left**2).to_numpy().sum() / degrees) ** 0.5) if degrees > 0 else None
    return Spread(float(long.groupby("function")["accuracy_validation"].mean().std()), within)


def _draw_points(axes: Axes, points: pd.DataFrame, plot: PlotSettings) -> None:
    for kind, own in points.groupby("kind", sort=False):
        look = looks.KINDS[str(kind)].points(1.1 * plot.marker_size_pt)
        axes.plot(100 * own["short"], 100 * own["long"], label=str(kind), **look)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5))


def _said(results: Results, task: str) -> str:
    found = list(proxy_correlations(results, task).values())
    if not found:
        return "too few functions to correlate"
    text = f"Spearman {np.median(found):+.2f}"
    if len(found) > 1:
        text += f" [{min(found):+.2f}, {max(found):+.2f}]"
    return f"{text}, n = {len(found)}".replace("-", "\N{MINUS SIGN}")


def _apart(spread: Spread) -> str:
    if np.isnan(spread.between):
        return "one function"
    within = "" if spread.within is None else f", trials {100 * spread.within:.2f}"
    return f"sd: functions {100 * spread.between:.2f}{within} points"
