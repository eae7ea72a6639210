"""What is left of functions the other way round, with shuffled labels, and by chance."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from evoprune.report import marks, rows, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import looks, names, task_rows
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import CHANGED, RANDOM

CAPTION = (
    "Test accuracy of functions as they are, inverted (the channels of the highest scores go), and "
    "with the labels of the scoring images shuffled, beside that of channels by chance; a point a "
    "trial, strokes are medians; n, below, is the number of trials. A function that knows "
    "something about channels is worst the other way round; shuffled labels leave what a function "
    "finds without them, so that they change nothing where it takes no labels. Dotted: median of "
    "channels by chance. Differences between rows are paired, which is not seen here: how far they "
    "can be told apart is said by claims and intervals."
)
APART = 0.3
"""Between a function and its controls."""
CHANCE: dict[str, Any] = {"color": style.REFERENCE_COLOUR, "lw": 1.0, "ls": ":", "zorder": 0.6}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row a function that has controls, a panel a task."""
    trials = results.short[results.short["reason"].isna()]
    shown = with_controls(results)
    if not shown or trials.empty:
        return marks.empty_figure(plot, "Every trial failed." if shown else "No controls.")
    kinds = dict(zip(results.short["function"], results.short["kind"], strict=True))
    chance = [RANDOM] if RANDOM in kinds else []
    panels = task_rows.grid(results, plot, [*shown, *chance], 2.6, more=0.09)
    for task, axes in panels.panels.items():
        own = trials[trials["task"] == task]
        for place, name in enumerate(shown):
            for level, variant in enumerate((name, *(f"{name}-{kind}" for kind in CHANGED)), -1):
                _draw_row(axes, place + APART * level, own, variant, kinds, plot)
        _draw_row(axes, len(shown), own, RANDOM, kinds, plot)
        by_chance = own.loc[own["function"] == RANDOM, "accuracy_test"]
        if len(by_chance):
            axes.axvline(100 * float(by_chance.median()), label="chance", **CHANCE)
        axes.xaxis.set_major_locator(MaxNLocator(4))
    panels.label("test accuracy (%)")
    there = {kinds[name] for name in kinds if name.rpartition("-")[0] in shown or name in shown}
    marks.legend_above(panels.figure, looks.keys({*there, *chance}, plot), columns=6)
    marks.notes_below(panels.figure, names.of_trials(results, plot), plot)
    return panels.figure


def with_controls(results: Results) -> list[str]:
    """Functions of which there is an inverted or shuffled one, in the order of the table."""
    controls = results.short[results.short["kind"].isin(CHANGED)]
    found = {str(name).rpartition("-")[0] for name in controls["function"]}
    return [name for name in dict.fromkeys(results.short["function"]) if name in found]


def _draw_row(
    axes: Axes,
    place: float,
    trials: pd.DataFrame,
    name: str,
    kinds: Mapping[str, str],
    plot: PlotSettings,
) -> None:
    """Trials of a function; nothing where there are none."""
    if name in kinds:
        values = 100 * trials.loc[trials["function"] == name, "accuracy_test"]
        rows.draw(axes, place, values, looks.KINDS[kinds[name]], plot, spread=0.1)
