"""Whether late candidates look better because the network has learned. Source: spec 7.5 (B3)."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from evoprune.report import marks, names, panels, rows, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import chosen, looks, small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Error of each new candidate, when it was evaluated, at equal operations: what is left of the "
    "rank of the error once the rank of the operations is regressed out, run by run, as a share of "
    "the number of candidates; below 0 is better than the operations let expect. A point a "
    "candidate, coloured by generation; line: median of each generation; n is the number of runs. "
    "Above: median over runs of Spearman's correlation of error and order at equal operations. "
    "Lower panels: share of the last front that is of the first generation, a point a run; dotted: "
    "share of all candidates that are. A falling line does not tell a network that learned from "
    "genomes that got better: a random search shows the first alone."
)
MAP = "viridis"
EXPECTED: dict[str, Any] = {"color": style.REFERENCE_COLOUR, "lw": 1.2, "ls": ":", "zorder": 0.6}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a column an arm: residuals over the order, and the first generation's share."""
    new = new_candidates(results)
    arms = shown(results, set(new["arm"]))
    if not arms:
        return marks.empty_figure(plot, "No arm whose candidates inherit.")
    notes = small_print.notes(results, plot, arms)
    grid = panels.grid(
        plot,
        arms,
        partial(names.of_arms, results),
        [0.19, 0.035],
        lines=7 + names.below(notes),
        share_x=False,
        most=3,
    )
    scale = ScalarMappable(Normalize(1, max(2, new["generation"].max())), colormaps[MAP])
    for arm, (order, first) in grid.panels.items():
        _draw_order(order, new[new["arm"] == arm], scale, plot)
        _draw_first(first, results, new[new["arm"] == arm], arm, plot)
        order.set_title(f"{order.get_title(loc='left')}\n{_said(results, arm)}")
    panels.same_y(grid, 0, low=-1, high=1)
    panels.label(grid, 0, "error at equal operations\n(residual rank)")
    for order, first in grid.panels.values():
        order.set_xlabel("order of evaluation")
        first.set_xlabel("share of generation 1")
    grid.figure.colorbar(
        scale,
        ax=[order for order, _ in grid.panels.values()],
        label="generation",
        fraction=0.02,
        ticks=MaxNLocator(integer=True),
    )
    marks.legend_above(grid.figure, _keys(), columns=4)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def shown(results: Results, among: set[str]) -> list[str]:
    """An arm for each variant, and the random searches, which no selection moves."""
    taken = set(chosen.of_variants(results, among))
    runs = results.runs
    control = runs[(runs["search"] == "random") & (runs["weights"] == "inherit")]
    taken |= set(control["arm"]) & among
    return [arm for arm in results.arms if arm in taken]


def new_candidates(results: Results) -> pd.DataFrame:
    """First evaluations of candidates of completed runs, with their `residual` and `order`."""
    table = results.evaluations
    new = table[table["of"] == table["number"]].merge(results.completed[["arm", "seed"]])
    groups = new.groupby(["arm", "seed"], sort=False)
    new["order"] = groups.cumcount() + 1
    left = [
        pd.Series(residuals(run["error_validation"], run["flops"]), index=run.index)
        for _, run in groups
    ]
    new["residual"] = pd.concat(left) if left else np.nan
    return new


def residuals(errors: pd.Series, flops: pd.Series) -> NDArray[np.float64]:
    """Ranks of errors without what the ranks of operations explain, as shares of their number."""
    error, size = (values.rank().to_numpy() for values in (errors, flops))
    design = np.column_stack([np.ones(len(size)), size])
    left = error - design @ np.linalg.lstsq(design, error, rcond=None)[0]
    return np.asarray(left / len(error), dtype=np.float64)


def _draw_order(axes: Axes, new: pd.DataFrame, scale: ScalarMappable, plot: PlotSettings) -> None:
    colours = scale.to_rgba(new["generation"].to_numpy(dtype=np.float64))
    size = (0.55 * plot.marker_size_pt) ** 2
    axes.axhline(0, **EXPECTED)
    look: dict[str, Any] = {"c": colours, "s": size, "alpha": 0.7, "linewidths": 0}
    axes.scatter(new["order"], new["residual"], label="candidates", **look)
    medians = new.groupby("generation")[["order", "residual"]].median()
    axes.plot(medians["order"], medians["residual"], color="black", lw=1.2, label="median")


def _draw_first(
    axes: Axes, results: Results, new: pd.DataFrame, arm: str, plot: PlotSettings
) -> None:
    """Share of the front that is of the first generation, beside that of all candidates."""
    runs = results.completed[results.completed["arm"] == arm].sort_values("seed")
    look = looks.of_arms(results)[arm]
    rows.draw(axes, 0, runs["front_of_first_generation"], look, plot)
    axes.axvline(float((new["generation"] == 1).mean()), label="expected", **EXPECTED)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.5, 0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _said(results: Results, arm: str) -> str:
    runs = results.completed[results.completed["arm"] == arm]
    effect = rows.finite(runs["order_effect"])
    if not effect.size:
        return "too few candidates to correlate"
    return f"correlation {np.median(effect):+.2f}".replace("-", "\N{MINUS SIGN}")


def _keys() -> list[Artist]:
    return [
        marks.key("candidate", color="#404040", ls="none", marker="o", markersize=3),
        marks.key("median of a generation; below, of the runs", color="black", lw=1.2),
        marks.key("expected if order did not matter", **EXPECTED),
    ]
