"""What an evaluation costs, by what the time goes into."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from evoprune.report import marks, names, rows, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.costs import PARTS, costs
from evoprune.studies.pruning_functions.figures import looks
from evoprune.studies.pruning_functions.figures import names as small_print
from evoprune.studies.pruning_functions.results import Results

CAPTION = (
    "Processor seconds of an evaluation, by what they go into: scoring channels, removing them, "
    "retraining, and looking at validation images; median over runs, failed evaluations included. "
    "Right: share that is not retraining, a point a run, strokes are medians; n is the number of "
    "runs. An arm on two tasks retrains twice an evaluation. Operands of a whole network are "
    "computed once for all functions and statistics once for all that use them, so that scoring is "
    "cheaper the more is evaluated; a slow function can dominate it. Times are of the machines "
    "that did the runs, and how long a retraining is is a setting."
)
COLOURS = {
    "scoring": "#0072b2",
    "removal": "#cc79a7",
    "retraining": "#e69f00",
    "validation": "#7a7a7a",
}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row an arm."""
    table = costs(results)
    arms = [arm for arm in results.arms if arm in set(table["arm"])]
    if not arms:
        return marks.empty_figure(plot, "No evaluations.")
    labels = list(names.of_arms(results, arms, rows.LETTERS).values())
    notes = small_print.of_runs(results, plot, arms)
    figure = style.new_figure(plot, 0.18 + 1.2 * rows.height(labels) + 0.02 * names.below(notes))
    seconds, overhead = figure.subplots(1, 2, sharey=True, width_ratios=[1.5, 1])
    of_arms = looks.of_arms(results)
    for place, arm in enumerate(arms):
        own = table[table["arm"] == arm]
        _draw_parts(seconds, place, own)
        rows.draw(overhead, place, own["overhead"], of_arms[arm], plot)
    rows.name(seconds, labels)
    for axes in (seconds, overhead):
        rows.guide(axes, len(arms))
        axes.xaxis.set_major_locator(MaxNLocator(5))
    overhead.xaxis.set_major_formatter(PercentFormatter(1.0))
    overhead.set_xlim(0, 1.03 if table["overhead"].max() > 0.5 else None)
    seconds.set_xlabel("processor seconds of an evaluation")
    overhead.set_xlabel("share that is not retraining")
    keys = [Patch(facecolor=COLOURS[part], label=part) for part in PARTS]
    marks.legend_above(figure, keys, columns=4)
    marks.notes_below(figure, notes, plot)
    return figure


def _draw_parts(axes: Axes, place: int, own: pd.DataFrame) -> None:
    left = 0.0
    for part in PARTS:
        seconds = float(own[part].median())
        axes.barh(place, seconds, 0.55, left, color=COLOURS[part], label=part, zorder=2)
        left += seconds
