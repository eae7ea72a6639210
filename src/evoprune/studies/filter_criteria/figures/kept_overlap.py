"""What scores are worth over a search: do two scorings agree, and what do they follow?

Source: spec, finding 2 of section 0.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.evolution.codes import ALPHABET
from evoprune.report import lines, marks, names, panels, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import chosen, looks, small_print
from evoprune.studies.filter_criteria.overlap import RATIO
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Two scorings of the same network on the same images, before the search (generation 0) and "
    "after each generation, by criterion. Top: share of the kept half of the filters that the "
    "second scoring keeps as well, mean over the layers; chance is the dotted line. Middle: "
    "Spearman correlation of a score with the magnitude of the batch normalisation's scale; before "
    "any training all scales are the same and there is none. Bottom: spread of these scales "
    "(coefficient of variation). Line: median of the runs, with quartiles from five runs, else "
    "every run thin; n is the number of runs. Where scores come from the weights as they are, two "
    "scorings agree by construction: an overlap of 1 says that a choice can be repeated, not that "
    "it is a good one. One arm stands for each variant, as criteria are compared on its network."
)
LEVELS: tuple[tuple[str, float], ...] = (
    ("overlap of\nkept filters", 0.13),
    ("correlation\nwith scales", 0.13),
    ("spread of\nscales", 0.07),
)
DASHES: dict[str, Any] = dict(zip(ALPHABET, ("-", "--", "-.", ":"), strict=True))
CHANCE: dict[str, Any] = {"color": style.REFERENCE_COLOUR, "lw": 0.8, "ls": ":", "zorder": 0.5}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a column an arm: overlap, correlation and the scales' spread over the generations."""
    table = results.generations.merge(results.completed[["arm", "seed"]])
    observed = table.dropna(subset=["overlap_l1"]) if "overlap_l1" in table else table.iloc[:0]
    arms = chosen.of_variants(results, set(observed["arm"]))
    if not arms:
        return marks.empty_figure(plot, "No arm whose candidates inherit.")
    notes = small_print.notes(results, plot, arms)
    heights = [height for _, height in LEVELS]
    grid = panels.grid(
        plot, arms, partial(names.of_arms, results), heights, lines=3 + names.below(notes)
    )
    for arm, (overlap, gamma, spread) in grid.panels.items():
        own = table[table["arm"] == arm]
        _draw_criteria(overlap, own, "overlap_{}".format, plot)
        _draw_criteria(gamma, own, "gamma_{}".format, plot)
        lines.draw(spread, own, "gamma_spread", "#000000", plot)
        overlap.axhline(RATIO, label="chance", **CHANCE)
        gamma.axhline(0, label="none", **CHANCE)
        lines.whole_generations(spread)
    panels.same_y(grid, 0, low=0, high=1.05)
    panels.same_y(grid, 1, low=-1.05, high=1.05)
    panels.same_y(grid, 2, low=0)
    for level, (label, _) in enumerate(LEVELS):
        panels.label(grid, level, label)
    panels.label_x(grid, "generation")
    marks.legend_above(grid.figure, _keys(), columns=5)
    marks.notes_below(grid.figure, notes, plot)
    return grid.figure


def _draw_criteria(
    axes: Axes, own: pd.DataFrame, column: Callable[[str], str], plot: PlotSettings
) -> None:
    """A line a criterion; dashes tell apart what lies on top of each other."""
    for name in ALPHABET:
        before = len(axes.lines)
        lines.draw(axes, own, column(name), looks.COLOURS[name], plot)
        for line in axes.lines[before:]:
            line.set_linestyle(DASHES[name])


def _keys() -> list[Artist]:
    keys: list[Artist] = [
        marks.key(name, color=looks.COLOURS[name], ls=DASHES[name]) for name in ALPHABET
    ]
    return [*keys, marks.key("chance, or no correlation", **CHANCE)]
