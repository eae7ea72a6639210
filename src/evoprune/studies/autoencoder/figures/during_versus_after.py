"""Final loss of pruning during training against pruning once, after training."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
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


def draw(results: Results, plot: PlotSettings, scope: str, *, pooled: bool = False) -> Figure:
    """Draw a pair of boxes an operator of a scope; L1 is per bit.

    Args:
        results: what to show.
        plot: how.
        scope: mode and network.
        pooled: whether boxes pool the cells of all runs.
    """
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    figure = style.new_figure(plot, 0.5)
    axes = figure.add_subplot(title=parts.title(scope))
    places = _places(shown)
    looks = parts.operator_looks(results)
    for place in places:
        (_draw_cells if pooled else _draw_runs)(axes, shown, plot, place, looks[place.arm[0]])
        _draw_published(axes, shown, plot, place)
    labels = [_label(shown, place) for place in places]
    axes.set_xticks([place.x for place in places], labels)
    axes.set_xlim(-0.7, places[-1].x + 0.7)
    parts.loss_axis(axes)
    text = "published (cells of 30 trials pooled)" if len(shown.published) else None
    keys = marks.box_keys(plot, text, pooled=pooled)
    if _has_cells(shown) and not pooled:
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


def _box(shown: Results, place: Place) -> publication.Quartiles | None:
    operator, schedule = place.arm
    return publication.quartiles(
        shown.published, quantity="l1_train", operator=operator, schedule=schedule
    )


def _left(shown: Results, place: Place) -> float:
    """Where our box stands: beside the published one, if there is one."""
    return place.x - (0.0 if _box(shown, place) is None else 0.6 * BOX_WIDTH)


def _draw_runs(axes: Axes, shown: Results, plot: PlotSettings, place: Place, look: Look) -> None:
    """Runs by their median cell, and their best cells beside them."""
    x = _left(shown, place)
    median_cell = shown.values(*place.arm, "l1_train_median_cell")
    marks.runs_with_box(axes, x, median_cell, look, plot, BOX_WIDTH)
    if _has_cells(shown):
        best = shown.values(*place.arm, "l1_train")
        left = [x - 0.75 * BOX_WIDTH] * best.size
        axes.plot(left, best, linestyle="none", label="best cell", **_triangle(look.colour, plot))


def _draw_cells(axes: Axes, shown: Results, plot: PlotSettings, place: Place, look: Look) -> None:
    """All cells of all runs."""
    cells = shown.pooled(*place.arm, "l1_train").get(shown.last_epoch)
    marks.cells_box(axes, _left(shown, place), cells, look, plot, BOX_WIDTH)


def _draw_published(axes: Axes, shown: Results, plot: PlotSettings, place: Place) -> None:
    box = _box(shown, place)
    if box is not None:
        marks.published_box(axes, place.x + 0.6 * BOX_WIDTH, box, plot, BOX_WIDTH)


def _label(shown: Results, place: Place) -> str:
    operator, schedule = place.arm
    name = "no pruning" if operator == "none" else f"{operator}\n{schedule}"
    return f"{name}\nn = {shown.values(operator, schedule, 'l1_train').size}"


def _has_cells(shown: Results) -> bool:
    """Whether the networks of this mode form a population."""
    return bool((shown.history["cell"] > 0).any())


def _triangle(colour: str, plot: PlotSettings) -> dict[str, Any]:
    ring = marks.published_ring(colour, 0.7 * plot.marker_size_pt)
    return ring | {"marker": ">", "markeredgewidth": 0.5}
