"""What the figures of this study share: names, looks, what is shown, and the small print."""

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.report.style import Look
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.results import Results
from evoprune.studies.autoencoder.scopes import mode_and_network, scope_of

L1_LABEL = "training L1 (mean absolute error per bit)"
PUBLISHED_MEAN = f"published mean ({publication.TRIALS} trials)"
MODE_TITLES = {
    "canonical": "Canonical training",
    "lipi": "Lipi-AE-S (ring of autoencoders)",
    "lipi_prune_then_evaluate": "Lipi-AE-S, pruned before the replacement loss",
    "epoch_node": "Ring with random partners (epoch-node)",
    "all_vs_all": "Every encoder with every decoder (all-vs-all)",
}

Arm = tuple[str, str]
"""Operator and schedule, inside one mode."""


def title(scope: str) -> str:
    """Name of a mode, and of its network if it is not the plain one, for readers."""
    mode, environment = mode_and_network(scope)
    name = MODE_TITLES.get(mode, f"Mode {mode}")
    return name if environment == "plain" else f"{name}, {environment} networks"


def scope_shown(shown: Results) -> str:
    """The scope of results that hold one only."""
    first = shown.runs.iloc[0]
    return scope_of(str(first["mode"]), str(first["environment"]))


def arm_name(operator: str, schedule: str) -> str:
    """Name of an arm for readers, e.g. `random, exponential`."""
    return "no pruning" if operator == "none" else f"{operator}, {schedule}"


def operator_looks(results: Results) -> dict[str, Look]:
    """Looks of all operators of the study, the same in every figure of it."""
    return style.looks(results.operators, style.OPERATOR_LOOKS)


def shown(results: Results, plot: PlotSettings, scope: str, variant: str = "published") -> Results:
    """What the figures of a scope show; without published values where they do not apply."""
    of_scope = results.of_scope(scope, variant)
    mode, environment = mode_and_network(scope)
    rows = publication.select(
        results.published, mode=mode, environment=environment, variant=variant
    )
    keep = plot.published_values and of_scope.comparable
    return replace(of_scope, published=rows if keep else rows.iloc[:0])


def nothing(plot: PlotSettings, scope: str) -> Figure:
    """The figure of a scope that was not run."""
    mode, environment = mode_and_network(scope)
    return marks.empty_figure(
        plot, f"No runs of mode {mode} with {environment} networks and the published variant."
    )


def draw_curves(axes: Axes, curves: pd.DataFrame, look: Look, label: str, **line: object) -> None:
    """The mean over runs with their quartiles.

    Args:
        axes: where.
        curves: shape (runs, epochs), columns epochs.
        look: colour.
        label: of the line.
        line: more properties of the line.
    """
    if curves.empty:
        return
    first, third = (curves.quantile(q) for q in (0.25, 0.75))
    axes.fill_between(curves.columns, first, third, color=look.colour, alpha=0.15, lw=0)
    axes.plot(curves.columns, curves.mean(), color=look.colour, label=label, **line)  # type: ignore[arg-type]


def epoch_axis(axes: Axes, results: Results) -> None:
    """Label the epochs and put ticks on the report epochs: every 100th and the last."""
    last = max(results.last_epoch, 0)
    # A tick closer than half a step to the last one would run into its label.
    axes.set_xticks([*range(0, last - 50, 100), last] if last > 50 else sorted({0, last}))
    axes.set_xlabel("epoch")


def loss_axis(axes: Axes) -> None:
    """Label the loss and show it from 0, with some room above the largest value drawn."""
    largest = float(axes.dataLim.y1)
    axes.set_ylim(0, 1.05 * largest if 0 < largest < math.inf else 1.0)
    axes.set_ylabel(L1_LABEL)


def notes(results: Results, plot: PlotSettings, arms: Iterable[Arm]) -> list[str]:
    """Small print: data set, diverged runs of `arms`, why published values are absent."""
    pairs = pd.MultiIndex.from_frame(results.runs[["operator", "schedule"]])
    drawn = results.runs[pairs.isin(list(arms))]
    diverged = int((drawn["status"] != "ok").sum())
    line = f"{title(scope_shown(results))}: data set {results.dataset}"
    if diverged:
        line += f"; {diverged} of {len(drawn)} runs diverged and are left out"
    lines = [line + "."]
    if plot.published_values and not results.comparable:
        lines.append(
            f"Published values are not shown: they hold for {publication.DATASET} "
            f"and {publication.EPOCHS} epochs."
        )
    return lines


def own_notes(results: Results, plot: PlotSettings, arms: Iterable[Arm]) -> list[str]:
    """Small print of figures without published values, which say nothing about them."""
    return [line for line in notes(results, plot, arms) if not line.startswith("Published")]
