"""What changes over a search: the median of the runs with their quartiles, or every run."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from evoprune.report.marks import SMALLEST_BOX
from evoprune.report.settings import PlotSettings


def draw(
    axes: Axes, table: pd.DataFrame, column: str, colour: str, plot: PlotSettings, marker: str = ""
) -> None:
    """A line over the generations: the median; around it quartiles, or every run if they are few.

    Args:
        axes: where.
        table: rows of an arm of `generations.csv`.
        column: what is drawn; generations without it are left out.
        colour: of the lines.
        plot: how figures look.
        marker: of the median's points.
    """
    runs = by_run(table, column)
    if runs.empty:
        return
    if len(runs) >= SMALLEST_BOX:
        first, third = (runs.quantile(share) for share in (0.25, 0.75))
        axes.fill_between(runs.columns, first, third, color=colour, alpha=0.2, lw=0)
    elif len(runs) > 1:
        thin = {"lw": plot.run_line_width_pt, "alpha": 0.8}
        for _, run in runs.iterrows():
            axes.plot(runs.columns, run, color=colour, label="run", **thin)  # type: ignore[arg-type]
    look = {"marker": marker or "none", "markersize": 0.8 * plot.marker_size_pt}
    axes.plot(runs.columns, runs.median(), color=colour, label=f"median {column}", **look)  # type: ignore[arg-type]


def by_run(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """A row a seed, a column a generation; empty where the column is not there."""
    if column not in table:
        return pd.DataFrame()
    there = table.dropna(subset=[column])
    return there.pivot(index="seed", columns="generation", values=column).astype("float64")


def whole_generations(axes: Axes) -> None:
    """Only whole numbers on the x axis."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))


def says(counts: "pd.Series[int]") -> str:
    """What lines and bands are, for the legend, by the numbers of runs of the arms."""
    if counts.max() == 1:
        return "its run"
    few, many = counts.min() < SMALLEST_BOX, counts.max() >= SMALLEST_BOX
    if few and many:
        return f"median, quartiles from n = {SMALLEST_BOX}, else thin: runs"
    return "median, quartiles" if many else "median, thin: runs"
