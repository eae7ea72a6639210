"""Loss against true size: what networks are worth when they are really made smaller."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results, select

CAPTION = (
    "What the best networks in mode {mode} are worth when they are made smaller after training, "
    "each operator with its published best schedule. Left: training L1 when dead units and then "
    "the smallest weights are removed until a share of the parameters is left; markers on lines: "
    "medians over runs at the measured shares, shading: quartiles, shifted sideways a little so "
    "that no arm hides another. Small points: each run without its dead units, which changes no "
    "output. Right: hypervolume of each run, the area that its networks dominate below a loss of "
    "0.5 with all parameters. Not published."
)
AT = "l1_at_"
"""Columns with the loss at a share of the parameters begin like this."""
WORST_LOSS = publication.REFERENCE_LEVELS["constant output"]
"""Nothing worse counts for the hypervolume."""
SHIFT = 0.008
"""Distance between arms, as a share of the parameters."""
WIDTHS = (2.2, 1.0)
BOX_WIDTH = 0.55


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the attainment of a scope; sizes are true shares of the parameters, L1 is per bit."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    measured = _measured(results, shown)
    if measured.empty:
        return marks.empty_figure(plot, f"No networks of {parts.title(scope)} were measured.")
    figure = style.new_figure(plot, 0.48)
    left, right = figure.subplots(1, 2, width_ratios=WIDTHS)
    arms = [arm for arm in shown.headline().items() if len(_of_arm(measured, arm))]
    looks = parts.operator_looks(results)
    for x, arm in enumerate(arms):
        rows, look = _of_arm(measured, arm), looks[arm[0]]
        _draw_attainment(left, rows, look, SHIFT * (x - (len(arms) - 1) / 2), arm[0])
        _draw_points(left, rows, look, plot)
        marks.runs_with_box(right, x, rows["hypervolume"].to_numpy(), look, plot, BOX_WIDTH)
    left.set_title(parts.title(scope))
    _size_axis(left, _shares(measured))
    _volume_axis(right, arms)
    marks.legend_above(figure, _keys(measured, arms, looks, plot), columns=3)
    marks.notes_below(figure, parts.own_notes(shown, plot, arms), plot)
    return figure


def _measured(results: Results, shown: Results) -> pd.DataFrame:
    """Rows of the trade-off of the runs that are shown, without those that gave no network."""
    table = results.trade_off
    if table.empty:
        return table
    runs = shown.runs[["arm", "seed", "operator", "schedule"]]
    own = table.drop(columns=["operator", "schedule"], errors="ignore")
    return runs.merge(own, on=["arm", "seed"], validate="1:1").dropna(subset="hypervolume")


def _of_arm(measured: pd.DataFrame, arm: Arm) -> pd.DataFrame:
    return select(measured, {"operator": arm[0], "schedule": arm[1]})


def _draw_attainment(
    axes: Axes, rows: pd.DataFrame, look: Look, shift: float, operator: str
) -> None:
    """Medians and quartiles at the measured shares."""
    at = _shares(rows)
    losses = rows[[f"{AT}{share:g}" for share in at]]
    shares = np.array(at) + shift
    first, median, third = (losses.quantile(q) for q in (0.25, 0.5, 0.75))
    axes.fill_between(shares, first, third, color=look.colour, alpha=0.15, lw=0)
    line: dict[str, Any] = {"color": look.colour, "marker": look.marker}
    axes.plot(shares, median, label=f"median {operator}", **line)


def _draw_points(axes: Axes, rows: pd.DataFrame, look: Look, plot: PlotSettings) -> None:
    """Runs at the size that they have."""
    point = _point(look.colour, plot, look.marker)
    axes.plot(
        rows["preserved_alive"],
        rows["l1_alive"],
        linestyle="none",
        label="alive",
        **point,
        clip_on=False,
    )


def _point(colour: str, plot: PlotSettings, marker: str = "o") -> dict[str, Any]:
    """Line properties of a run."""
    size = {"markersize": 0.6 * plot.marker_size_pt, "markeredgewidth": 0}
    return {"marker": marker, "markerfacecolor": colour, "alpha": 0.5, **size}


def _shares(measured: pd.DataFrame) -> list[float]:
    """True shares of the parameters that losses were measured at, ascending."""
    names = [str(name) for name in measured if str(name).startswith(AT)]
    return sorted(float(name.removeprefix(AT)) for name in names)


def _size_axis(axes: Axes, shares: list[float]) -> None:
    """Small networks at the left, so that better is lower and further left."""
    axes.set_xlim(0, 1)
    axes.set_xticks([0, *shares, 1])
    axes.set_xlabel("parameters left (true fraction)")
    axes.axhline(WORST_LOSS, color=style.REFERENCE_COLOUR, lw=0.8, linestyle=":", zorder=0)
    parts.loss_axis(axes)


def _volume_axis(axes: Axes, arms: list[Arm]) -> None:
    names = ["no pruning" if operator == "none" else operator for operator, _ in arms]
    axes.set_xticks(range(len(arms)), names, rotation=30, ha="right", rotation_mode="anchor")
    axes.set_xlim(-0.6, len(arms) - 0.4)
    # Runs that dominate nothing stand on the axis: some room for their points.
    largest = float(axes.dataLim.y1)
    axes.set_ylim(-0.03 * largest, 1.05 * largest if largest > 0 else 1.0)
    axes.set_ylabel("hypervolume (larger is better)")


def _keys(
    measured: pd.DataFrame, arms: list[Arm], looks: dict[str, Look], plot: PlotSettings
) -> list[Artist]:
    keys: list[Artist] = []
    for arm in arms:
        look, label = looks[arm[0]], f"{parts.arm_name(*arm)} (n = {len(_of_arm(measured, arm))})"
        keys.append(marks.key(label, color=look.colour, marker=look.marker))
    point = _point("black", plot)
    return [*keys, marks.key("run without its dead units", linestyle="none", **point)]
