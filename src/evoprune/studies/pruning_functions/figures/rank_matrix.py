"""Functions against tasks: rank by test accuracy, with the accuracy written in."""

import math

from matplotlib.figure import Figure

from evoprune.report import columns, marks
from evoprune.report.columns import Column
from evoprune.report.heatmap import Cell, Scale, heatmap
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import looks, names
from evoprune.studies.pruning_functions.judging import heldout
from evoprune.studies.pruning_functions.kinds import RANKED
from evoprune.studies.pruning_functions.ranking import Ranked, ranked
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Functions against tasks: rank by mean test accuracy after pruning and retraining, 1 the best, "
    "as colour and in brackets, behind the accuracy in percent; sorted by mean rank over tasks. "
    "Inverted functions, those with shuffled labels and other controls stand below with the rank "
    "that each would have among the others, and move none of them. Hatched: a function that failed "
    "on some networks, whose mean is over the others, or on all, which ranks last. n, below, is "
    "the number of trials of a cell. Ranks are of means without intervals: neighbours in rank are "
    "seldom told apart by the data, for which see the differences with their intervals; and "
    "champions of single runs are left out, as they have fewer trials."
)
ROW = 0.034
"""Height of a row as a share of the width."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row a function, a column a task."""
    if results.transfer.empty:
        return marks.empty_figure(plot, "No transfer.")
    found = ranked(results)
    if found.accuracies.notna().to_numpy().sum() == 0:
        return marks.empty_figure(plot, "Every trial failed.")
    names_of_rows, tasks = list(found.ranks.index), list(found.ranks.columns)
    titles = names.of_tasks(results, tasks, 14)
    labels = [titles[task].replace(" (", "\n(") for task in tasks]
    scale = Scale(1, max(2, int(found.ranks.to_numpy().max())), "rank (1 best)")
    cells = [[_cell(found, name, task) for task in tasks] for name in names_of_rows]
    figure = heatmap(plot, names_of_rows, labels, cells, scale, row_height=ROW)
    axes = figure.axes[0]
    for label, name in zip(axes.get_yticklabels(), names_of_rows, strict=True):
        label.set_color(looks.KINDS[found.kinds[name]].colour)
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    places = [place + 0.5 for place in range(len(names_of_rows))]
    apart = sum(found.kinds[name] in RANKED for name in names_of_rows)
    axes.axhline(apart, color="white", lw=4)
    columns.draw(axes, places, _means(results, found), plot)
    figure.axes[1].remove()  # the colours' bar: ranks are written in the cells
    marks.legend_above(figure, looks.patches(found.kinds.values()), columns=7)
    marks.notes_below(figure, names.of_trials(results, plot), plot)
    return figure


def _means(results: Results, found: Ranked) -> list[Column]:
    """Mean ranks over all tasks, and over those that are held out where there are any."""
    every = Column("mean\nrank", [f"{rank:.1f}" for rank in found.overall], numbers=True)
    if not heldout(results):
        return [every]
    unseen = Column("held\nout", [f"{rank:.1f}" for rank in found.unseen], numbers=True)
    return [every, unseen]


def _cell(found: Ranked, name: str, task: str) -> Cell:
    accuracy, rank, failures = (
        float(table[task][name]) for table in (found.accuracies, found.ranks, found.failures)
    )
    if math.isnan(accuracy):
        return Cell(None, "failed")
    return Cell(rank, f"{100 * accuracy:.1f} ({rank:g})", hatched=failures > 0)
