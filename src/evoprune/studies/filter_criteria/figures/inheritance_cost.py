"""What inheritance costs and saves: processor time and training steps. Source: spec 7.5 (B1)."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evoprune.report import marks, names, rows, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.costs import costs, speed_ups
from evoprune.studies.filter_criteria.figures import looks, small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "What searches cost: processor seconds of the search and training steps, each for a new "
    "candidate (survivors that are evaluated anew count as cost, not as candidates), and processor "
    "seconds of a whole run by phase, median over runs. A point a run, strokes are medians; n is "
    "the number of runs. Below: from scratch against inheriting, arms that are alike otherwise, "
    "seed by seed: median and range. Steps of a candidate are settings of the config, so that the "
    "ratio says what was asked for and what scoring, copying and evaluating add; it says nothing "
    "of how good the candidates are, and times are of the machines that ran the searches."
)
PHASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pretraining": ("#cc79a7", ("pretraining",)),
    "search": ("#0072b2", ("search",)),
    "last trainings, new weights": ("#e69f00", ("scratch",)),
    "last trainings, inherited": ("#7f4f24", ("inherited", "other_filters")),
    "trained alone": ("#56b4e9", ("choice", "alone")),
    "other": ("#9a9a9a", ("front", "genes", "test")),
}
"""Colours of phases and the columns `cpu_seconds_NAME` that they are sums of."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row for each arm that searched: cost of a candidate, its steps, and the whole run."""
    table = costs(results)
    arms = [arm for arm in results.arms if arm in set(table["arm"])]
    if not arms:
        return marks.empty_figure(plot, "No searches.")
    labels = list(names.of_arms(results, arms, rows.LETTERS).values())
    notes = small_print.notes(results, plot, arms, _speed_ups(table))
    figure = style.new_figure(plot, 0.17 + rows.height(labels) + 0.02 * names.below(notes))
    seconds, steps, whole = figure.subplots(1, 3, sharey=True, width_ratios=[1, 1, 1.3])
    for axes, metric in ((seconds, "seconds"), (steps, "steps")):
        for place, arm in enumerate(arms):
            own = table.loc[table["arm"] == arm, metric]
            rows.draw(axes, place, own, looks.of_arms(results)[arm], plot)
        axes.set_xlim(0, 1.08 * table[metric].max())
    for place, arm in enumerate(arms):
        _draw_phases(whole, place, table[table["arm"] == arm])
    rows.name(seconds, labels)
    for axes in (seconds, steps, whole):
        rows.guide(axes, len(arms))
    seconds.set_xlabel("processor seconds\na candidate")
    steps.set_xlabel("training steps\na candidate")
    whole.set_xlabel("processor seconds of a run,\nby phase")
    marks.legend_above(figure, _keys(table), columns=4)
    marks.notes_below(figure, notes, plot)
    return figure


def phase_seconds(own: pd.DataFrame) -> dict[str, float]:
    """Median over runs of each phase's processor seconds; a phase that an arm has not takes 0."""
    found = {}
    for phase, (_, parts) in PHASES.items():
        columns = [f"cpu_seconds_{part}" for part in parts if f"cpu_seconds_{part}" in own]
        found[phase] = float(own[columns].fillna(0.0).sum(axis=1).median())
    return found


def _speed_ups(table: pd.DataFrame) -> list[str]:
    """The speed-ups in words."""
    said = []
    for scratch, inherit, ratios, steps in speed_ups(table):
        spread = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
        said.append(
            f"A candidate of {scratch} takes {np.median(ratios):.2f} times{spread} the processor "
            f"time and {steps:.2f} times the steps of one of {inherit} (n = {len(ratios)})."
        )
    return said or ["No arm from scratch has its like that inherits: no speed-up can be given."]


def _draw_phases(axes: Axes, place: int, own: pd.DataFrame) -> None:
    left = 0.0
    for phase, seconds in phase_seconds(own).items():
        axes.barh(place, seconds, 0.55, left, color=PHASES[phase][0], label=phase)
        left += seconds


def _keys(table: pd.DataFrame) -> list[Artist]:
    """Phases that any run has."""
    return [
        Patch(facecolor=colour, label=phase)
        for phase, (colour, parts) in PHASES.items()
        if any(f"cpu_seconds_{part}" in table for part in parts)
    ]
