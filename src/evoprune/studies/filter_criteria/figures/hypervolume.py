"""Hypervolume of the population over the generations, arm by arm."""

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from evoprune.report import lines, marks, names, panels, rows, style
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import looks, small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Hypervolume of the population (reference point: error 1, all operations) over the "
    "generations, with the errors that the search knew; n is the number of runs. Line: median of "
    "the runs, with quartiles from five runs, else every run thin; grey: medians of the other "
    "arms of that network and data set. Right of it: hypervolume of the last front with its "
    "errors on the network as it is after the search, a mark a run; candidates from scratch have "
    "none. Errors that nobody measures anew grow old while the network learns: between arms, and "
    "from one generation to the next, hypervolumes differ for that reason too, and none is a "
    "measure of trained networks."
)
OTHERS: dict[str, Any] = {"color": "#d9d9d9", "lw": 0.8, "zorder": 0.5, "label": "other arm"}
ANEW = Look("#d55e00", "^", True)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each arm that searched."""
    completed = results.generations.merge(results.completed[["arm", "seed"]])
    medians = {
        arm: lines.by_run(rows_of_arm, "hypervolume").median()
        for arm, rows_of_arm in completed.groupby("arm")
        if "hypervolume" in completed
    }
    arms = [arm for arm in results.arms if len(medians.get(arm, ()))]
    if not arms:
        return marks.empty_figure(plot, "No searches.")
    notes = small_print.notes(results, plot, arms)
    grid = panels.grid(
        plot, arms, partial(names.of_arms, results), [0.17], lines=2 + names.below(notes)
    )
    places = {arm: _place(results, arm) for arm in arms}
    last = max(median.index.max() for median in medians.values() if len(median))
    for arm, (axes,) in grid.panels.items():
        for other in arms:
            if other != arm and places[other] == places[arm]:
                axes.plot(medians[other].index, medians[other], **OTHERS)
        own = completed[completed["arm"] == arm]
        lines.draw(axes, own, "hypervolume", looks.of_arms(results)[arm].colour, plot, "o")
        runs = results.completed
        end = rows.finite(runs.loc[runs["arm"] == arm, "hypervolume_reevaluated"])
        place = [last + max(0.5, 0.08 * last)] * len(end)
        axes.plot(place, end, label="anew", alpha=0.8, **ANEW.points(0.8 * plot.marker_size_pt))
        lines.whole_generations(axes)
    panels.same_y(grid, 0)
    panels.label(grid, 0, "hypervolume")
    panels.label_x(grid, "generation")
    marks.legend_above(grid.figure, _keys(results.completed, plot), columns=3)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def _place(results: Results, arm: str) -> tuple[str, str]:
    """Network and data set of an arm: hypervolumes of others are not comparable."""
    first = results.runs[results.runs["arm"] == arm].iloc[0]
    return str(first["network"]), str(first["dataset"])


def _keys(runs: pd.DataFrame, plot: PlotSettings) -> list[Artist]:
    counts = runs.loc[runs["hypervolume"].notna(), "arm"].value_counts()
    return [
        marks.key(f"the arm: {lines.says(counts)}", color="black"),
        marks.key("other arms' medians", color=style.REFERENCE_COLOUR, lw=0.8),
        marks.key("last front, after the search", **ANEW.points(0.8 * plot.marker_size_pt)),
    ]
