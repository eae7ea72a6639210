"""What inherited weights are worth: early in the last training, and at its end. Spec 7.5 (A4)."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from evoprune.report import marks, names, rows, style
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "The same widths trained from three kinds of weights: new ones (mean over the trainings of a "
    "run), those inherited of the filters that the search kept, and those inherited of as many "
    "filters of each layer by chance. Left: error early in the training, on images that nothing "
    "was chosen by; right: error at its end, on the test images. A point a run, strokes are "
    "medians; n is the number of runs. Inherited weights have had the search's training besides: "
    "at the left they are ahead for that reason whichever filters they are, so that the choice of "
    "filters is judged against the filters by chance. The panels are of different images, and a "
    "value at the left must not be subtracted from one at the right."
)
KINDS = {
    "": ("new weights", Look("#000000", "o", True)),
    "_inherited": ("inherited, filters of the search", Look("#0072b2", "s", True)),
    "_other_filters": ("inherited, filters by chance", Look("#d55e00", "^", True)),
}
"""By the end of their columns."""
APART = 0.26
"""Between the kinds of an arm."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row an arm whose candidates inherit: three kinds of weights, early and at the end."""
    runs = results.completed.sort_values("seed")
    there = set(runs.dropna(subset=["error_test_inherited"])["arm"])
    arms = [arm for arm in results.arms if arm in there]
    if not arms:
        return marks.empty_figure(plot, "No arm whose candidates inherit.")
    labels = list(names.of_arms(results, arms, rows.LETTERS).values())
    notes = small_print.notes(results, plot, arms)
    figure = style.new_figure(plot, 0.16 + 1.35 * rows.height(labels) + 0.02 * names.below(notes))
    early, late = figure.subplots(1, 2, sharey=True)
    for axes, metric in ((early, "error_early"), (late, "error_test")):
        for place, arm in enumerate(arms):
            own = runs[runs["arm"] == arm]
            for level, (end, (_, look)) in enumerate(KINDS.items(), start=-1):
                values = own[f"{metric}{end}"]
                rows.draw(axes, place + APART * level, values, look, plot, spread=0.05)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.xaxis.set_major_locator(MaxNLocator(5))
    rows.name(early, labels)
    for axes in (early, late):
        rows.guide(axes, len(arms))
    early.set_xlabel("error early in the training")
    late.set_xlabel("test error at its end")
    keys: list[Artist] = [
        marks.key(says, **look.points(plot.marker_size_pt)) for says, look in KINDS.values()
    ]
    marks.legend_above(figure, keys, columns=3)
    marks.notes_below(figure, notes, plot)
    return figure
