"""Share of the parameters that is kept at the end by the reported count, all modes side by side."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Parameters preserved at the last epoch by the reported count, each operator with its "
    "published best schedule, one panel a mode. Points: runs; grey dashed boxes: published "
    "quartiles and whiskers, with rings at the extremes of their outliers (in the ring they pool "
    "the cells of all trials). The reported count is a snapshot of the last event, not sparsity."
)
MOST_COLUMNS = 3
BOX_WIDTH = 0.32


def draw(results: Results, plot: PlotSettings, *, pooled: bool = False) -> Figure:
    """Draw one panel for every mode that has pruned arms; the share is a fraction of 1.

    Args:
        results: what to show.
        plot: how.
        pooled: whether boxes pool the cells of all runs.
    """
    panels = [shown for mode in results.modes if (shown := _shown(results, plot, mode)) is not None]
    if not panels:
        return marks.empty_figure(plot, "No pruned runs with the published variant.")
    columns = min(MOST_COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    figure = style.new_figure(plot, 0.12 + 0.36 * rows)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axes, shown in zip(grid.flat, panels, strict=False):
        _draw_panel(axes, results, shown, plot, pooled=pooled)
    for axes in grid.flat[len(panels) :]:
        axes.remove()
    figure.supylabel("parameters preserved (fraction, reported)", fontsize=plot.font_size_pt)
    compared = any(len(shown.published) for shown in panels)
    text = "published (cells of 30 trials pooled)" if compared else None
    keys = marks.box_keys(plot, text, pooled=pooled)
    marks.legend_above(figure, keys, columns=2)
    marks.notes_below(figure, _notes(panels, plot), plot)
    return figure


def _shown(results: Results, plot: PlotSettings, mode: str) -> Results | None:
    """The runs of a mode, or None if nothing is pruned in it."""
    shown = parts.shown(results, plot, mode)
    return shown if _pruned_arms(shown) else None


def _draw_panel(
    axes: Axes, results: Results, shown: Results, plot: PlotSettings, *, pooled: bool
) -> None:
    looks = parts.operator_looks(results)
    arms = _pruned_arms(shown)
    labels = []
    for x, (operator, schedule) in enumerate(arms):
        values = shown.values(operator, schedule, "preserved_reported")
        box = publication.quartiles(
            shown.published, quantity="preserved_reported", operator=operator, schedule=schedule
        )
        shift = 0.0 if box is None else BOX_WIDTH * 0.6
        if pooled:
            cells = shown.pooled(operator, schedule, "preserved_reported").get(shown.last_epoch)
            marks.cells_box(axes, x - shift, cells, looks[operator], plot, BOX_WIDTH)
        else:
            marks.runs_with_box(axes, x - shift, values, looks[operator], plot, BOX_WIDTH)
        if box is not None:
            marks.published_box(axes, x + shift, box, plot, BOX_WIDTH)
        labels.append(f"{operator}\n{schedule}\nn = {values.size}")
    axes.set_xticks(range(len(arms)), labels)
    axes.set_xlim(-0.6, len(arms) - 0.4)
    axes.set_ylim(0, 1.03)
    axes.set_title(parts.title(parts.scope_shown(shown)))


def _notes(panels: list[Results], plot: PlotSettings) -> list[str]:
    """The notes of the panels, each once and those of the modes first."""
    notes = [parts.notes(shown, plot, _pruned_arms(shown)) for shown in panels]
    return [first for first, *_ in notes] + sorted({line for _, *rest in notes for line in rest})


def _pruned_arms(shown: Results) -> list[Arm]:
    return [arm for arm in shown.headline().items() if arm[0] != "none"]
