"""Final loss of pruning during training against pruning once, after training."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import AFTER, Results

CAPTION = (
    "Training L1 at the last epoch in mode {mode}: each operator pruning during training with its "
    "published best schedule, and once after it (prune_after). Points: runs, by their median cell; "
    "hollow triangles: the best cell of the run, where there are several. Grey dashed boxes: "
    "published quartiles and whiskers, rings at the extremes of their outliers (in the ring they "
    "pool the cells of all trials). In canonical training prune_after never fires, as published."
)
BOX_WIDTH = 0.32
GROUP_GAP = 0.4


class Place(NamedTuple):
    """An arm and where it stands on the x axis."""

    x: float
    arm: Arm


def draw(results: Results, plot: PlotSettings, mode: str) -> Figure:
    """Draw a pair of boxes an operator of `mode`; L1 is per bit."""
    shown = parts.shown(results, plot, mode)
    if shown.runs.empty:
        return parts.nothing(plot, mode)
    figure = style.new_figure(plot, 0.5)
    axes = figure.add_subplot(title=parts.mode_title(mode))
    places = _places(shown)
    labels = [_draw_place(axes, results, shown, plot, place) for place in places]
    axes.set_xticks([place.x for place in places], labels)
    axes.set_xlim(-0.7, places[-1].x + 0.7)
    parts.loss_axis(axes)
    pooled = "published (cells of 30 trials pooled)" if len(shown.published) else None
    keys = marks.box_keys(plot, pooled)
    if _has_cells(shown):
        keys.append(marks.key("best cell of a run", linestyle="none", **_triangle("black", plot)))
    marks.legend_above(figure, keys, columns=3)
    marks.notes_below(figure, parts.notes(shown, plot, [p.arm for p in places]), plot)
    return figure


def _places(shown: Results) -> list[Place]:
    """The arms in order of operator, a gap between operators."""
    during = shown.headline()
    places: list[Place] = []
    x = 0.0
    for operator in shown.operators:
        there = shown.restricted(operator=operator).schedules
        for schedule in (during.get(operator), AFTER):
            if schedule in there:
                places.append(Place(x, (operator, str(schedule))))
                x += 1.0
        x += GROUP_GAP
    return places


def _draw_place(
    axes: Axes, results: Results, shown: Results, plot: PlotSettings, place: Place
) -> str:
    """Draw the boxes of one arm; return its label."""
    operator, schedule = place.arm
    look = parts.operator_looks(results)[operator]
    median_cell = shown.values(operator, schedule, "l1_train_median_cell")
    box = publication.quartiles(
        shown.published, quantity="l1_train", operator=operator, schedule=schedule
    )
    x = place.x - (0.0 if box is None else 0.6 * BOX_WIDTH)
    marks.runs_with_box(axes, x, median_cell, look, plot, BOX_WIDTH)
    if _has_cells(shown):
        best = shown.values(operator, schedule, "l1_train")
        left = [x - 0.75 * BOX_WIDTH] * best.size
        axes.plot(left, best, linestyle="none", label="best cell", **_triangle(look.colour, plot))
    if box is not None:
        marks.published_box(axes, place.x + 0.6 * BOX_WIDTH, box, plot, BOX_WIDTH)
    name = "no pruning" if operator == "none" else f"{operator}\n{schedule}"
    return f"{name}\nn = {median_cell.size}"


def _has_cells(shown: Results) -> bool:
    """Whether the networks of this mode form a population."""
    return bool((shown.history["cell"] > 0).any())


def _triangle(colour: str, plot: PlotSettings) -> dict[str, Any]:
    ring = marks.published_ring(colour, 0.7 * plot.marker_size_pt)
    return ring | {"marker": ">", "markeredgewidth": 0.5}
