"""The contrasts that the paper's headline rests on, seed by seed."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from evoprune.report import marks, style
from evoprune.report.runs import by_seed
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.statistics.paired import MINIMUM_PAIRS, PairedComparison, compare
from evoprune.studies.autoencoder.figures import parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results, select

CAPTION = (
    "Final training L1 (best cell) of two arms a panel, control at the left: a point a run, thin "
    "lines join the runs of a seed, bars are medians. Above: Hodges-Lehmann difference (right "
    "minus left) with its exact 95 % interval. All panels share one axis."
)
MODES = {"canonical": "canonical", "lipi": "ring"}
HIGHER_COLOUR = "#d55e00"
LOWER_COLOUR = "#0072b2"
BAR = 0.16


class Contrast(NamedTuple):
    """Two arms of a scope."""

    scope: str
    control: Arm
    treatment: Arm


CONTRASTS = (
    Contrast("canonical", ("none", "none"), ("conjunctive", "exponential")),
    Contrast("canonical", ("random", "exponential"), ("conjunctive", "exponential")),
    Contrast("lipi", ("none", "none"), ("random", "exponential")),
    Contrast("lipi", ("conjunctive", "final_n"), ("random", "exponential")),
)


class Panel(NamedTuple):
    """A contrast and the losses of its seeds.

    Attributes:
        contrast: what is compared.
        change: treatment against control.
        pairs: by seed, columns control and treatment; those of completed runs only.
    """

    contrast: Contrast
    change: PairedComparison
    pairs: pd.DataFrame


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel a contrast; L1 is per bit."""
    panels = [p for p in (_panel(results, c) for c in CONTRASTS) if p is not None]
    if not panels:
        return marks.empty_figure(plot, "No pair of arms of the headline was run.")
    figure = style.new_figure(plot, 0.5)
    looks = parts.operator_looks(results)
    grid = figure.subplots(1, len(CONTRASTS), sharey=True)
    for axes, panel in zip(grid, panels, strict=False):
        _draw_panel(axes, panel, plot, looks)
    for axes in grid[len(panels) :]:
        axes.remove()
    grid[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in grid[: len(panels)]))
    grid[0].set_ylabel(parts.L1_LABEL)
    marks.legend_above(figure, _keys(plot), columns=3)
    marks.notes_below(figure, _notes(results, panels), plot)
    return figure


def _panel(results: Results, contrast: Contrast) -> Panel | None:
    """The runs of a contrast, None if there is no pair of them."""
    runs = results.of_scope(contrast.scope).runs
    control, treatment = (
        by_seed(select(runs, {"operator": operator, "schedule": schedule}), "l1_train")
        for operator, schedule in (contrast.control, contrast.treatment)
    )
    change = compare(treatment, control)
    if change.pairs == 0:
        return None
    pairs = pd.DataFrame({"control": control, "treatment": treatment}).dropna()
    return Panel(contrast, change, pairs)


def _draw_panel(axes: Axes, panel: Panel, plot: PlotSettings, looks: dict[str, Look]) -> None:
    thin: dict[str, Any] = {"lw": plot.run_line_width_pt, "alpha": 0.6, "label": "pair"}
    for first, second in panel.pairs.to_numpy():
        colour = HIGHER_COLOUR if second > first else LOWER_COLOUR
        axes.plot([0, 1], [first, second], color=colour, zorder=1.5, **thin)
    arms = (panel.contrast.control, panel.contrast.treatment)
    for x, arm, column in zip((0, 1), arms, panel.pairs, strict=True):
        _draw_runs(axes, x, panel.pairs[column].to_numpy(), looks[arm[0]], plot)
    axes.set_xticks([0, 1], [parts.arm_name(*arm).replace(", ", ",\n") for arm in arms])
    axes.set_xlim(-0.45, 1.45)
    axes.set_title(_title(panel), loc="center")


def _draw_runs(
    axes: Axes, x: int, values: NDArray[np.float64], look: Look, plot: PlotSettings
) -> None:
    """Runs as points and their median as a bar on the outer side."""
    if not values.size:
        return
    axes.plot(
        [x] * values.size,
        values,
        linestyle="none",
        marker=look.marker,
        markersize=0.6 * plot.marker_size_pt,
        markerfacecolor=look.colour,
        markeredgewidth=0,
        alpha=0.7,
        label="runs",
    )
    outer = x + (2 * x - 1) * np.array([0.5, 2.5]) * BAR
    median = float(np.median(values))
    axes.plot(outer, [median] * 2, color=look.colour, lw=2.2, label="median", zorder=3)


def _title(panel: Panel) -> str:
    """Mode, change with its interval, and how many seeds got better."""
    change = panel.change
    effect = _signed(change.effect)
    if change.low is not None and change.high is not None:
        effect += f"\n[{_signed(change.low)}, {_signed(change.high)}]"
    lower = int((panel.pairs["treatment"] < panel.pairs["control"]).sum())
    mode = MODES[panel.contrast.scope]
    return f"{mode}: {effect}\nlower in {lower} of {len(panel.pairs)}"


def _signed(value: float | None) -> str:
    """A change with its sign; infinite if diverged runs decide it."""
    text = "" if value is None else f"{value:+.3f}"
    return text.replace("-", "\N{MINUS SIGN}").replace("inf", "\N{INFINITY}")


def _keys(plot: PlotSettings) -> list[Artist]:
    thin = {"lw": 2 * plot.run_line_width_pt}
    return [
        marks.key("seed, lower at the right", color=LOWER_COLOUR, **thin),
        marks.key("seed, higher at the right", color=HIGHER_COLOUR, **thin),
        marks.key("median", color="black", lw=2.2),
    ]


def _notes(results: Results, panels: list[Panel]) -> list[str]:
    """Data set, seeds without a pair to show, why there is no interval."""
    lines = [f"Data set {results.dataset}."]
    lost = sum(panel.change.pairs - len(panel.pairs) for panel in panels)
    if lost:
        total = sum(panel.change.pairs for panel in panels)
        lines[0] += f" {lost} of {total} pairs have a diverged run: no line, and the worst rank."
    if any(panel.change.low is None for panel in panels):
        lines[0] += f" No interval below {MINIMUM_PAIRS} pairs."
    return lines
