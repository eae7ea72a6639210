"""Fitness over the generations, arm by arm, against the best hand-made function."""

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import lines, marks, names, panels, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import gains, looks
from evoprune.studies.pruning_functions.figures import names as small_print
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Fitness over the generations: mean validation accuracy after pruning and retraining on an "
    "arm's tasks, minus the mean fitness of the best hand-made function over the evaluations of "
    "the same run. Dots: the best candidate so far, by the arm's own rule; dashes: mean of the new "
    "evaluations of a generation, failures left out. Lines are medians of the runs, with quartiles "
    "from five runs, else every run thin; n is the number of runs. Above a panel: what its zero "
    "is, and from how many evaluations a champion's fitness comes, medians of the runs. From one "
    "evaluation the best so far is a maximum over noise, which rises without any progress, as a "
    "mean over several does less; and validation accuracy on the tasks of evolution says nothing "
    "about transfer."
)
BEST, MEAN = "best_so_far", "fitness_mean"
SEED: dict[str, Any] = {"color": style.REFERENCE_COLOUR, "lw": 1.2, "ls": ":", "zorder": 0.6}
DASHED = (0, (4, 1.5))


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each arm of which anything could be evaluated."""
    runs = results.runs[results.runs["evaluations"] > results.runs["failures"]]
    arms = [arm for arm in results.arms if arm in set(runs["arm"])]
    if not arms:
        return marks.empty_figure(plot, "Every evaluation failed.")
    there = gains.of_rows(results.generations, [BEST, MEAN], runs)
    notes = small_print.of_runs(results, plot, arms)
    titles = partial(names.of_arms, results)
    grid = panels.grid(plot, arms, titles, [0.19], lines=4 + names.below(notes) + len(arms) / 2)
    for arm, (axes,) in grid.panels.items():
        own = runs[runs["arm"] == arm]
        _draw_panel(axes, there[there["arm"] == arm], looks.of_arms(results)[arm].colour, plot)
        axes.set_title(f"{axes.get_title(loc='left')}\n{gains.zero(own)}\n{samples(own)}")
    panels.same_y(grid, 0)
    panels.label(grid, 0, gains.LABEL)
    panels.label_x(grid, "generation")
    marks.legend_above(grid.figure, _keys(runs["arm"].value_counts(), plot), columns=3)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def samples(runs: pd.DataFrame) -> str:
    """From how many evaluations a champion is known."""
    count = float(runs["fitness_samples"].median())
    return f"champion: {count:g} evaluation{'' if count == 1 else 's'}"


def _draw_panel(axes: Axes, own: pd.DataFrame, colour: str, plot: PlotSettings) -> None:
    axes.set_ymargin(0.1)  # markers at the ends stay whole
    lines.draw(axes, own, MEAN, colour, plot)
    for line in axes.lines:
        line.set_linestyle(DASHED)
    lines.draw(axes, own, BEST, colour, plot, "o")
    axes.axhline(0.0, label="seed", **SEED)
    lines.whole_generations(axes)


def _keys(counts: "pd.Series[int]", plot: PlotSettings) -> list[Artist]:
    size = 0.8 * plot.marker_size_pt
    return [
        marks.key(f"best so far: {lines.says(counts)}", color="black", marker="o", markersize=size),
        marks.key("mean of a generation", color="black", ls=DASHED),
        marks.key("best hand-made function", **SEED),
    ]
