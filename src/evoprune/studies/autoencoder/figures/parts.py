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

L1_LABEL = "training L1 (mean absolute error per bit)"
PUBLISHED_MEAN = f"published mean ({publication.TRIALS} trials)"
MODE_TITLES = {"canonical": "Canonical training", "lipi": "Lipi-AE-S (ring of autoencoders)"}

Arm = tuple[str, str]
"""Operator and schedule, inside one mode."""


def mode_title(mode: str) -> str:
    """Name of a mode for readers."""
    return MODE_TITLES.get(mode, f"Mode {mode}")


def arm_name(operator: str, schedule: str) -> str:
    """Name of an arm for readers, e.g. `random, exponential`."""
    return "no pruning" if operator == "none" else f"{operator}, {schedule}"


def operator_looks(results: Results) -> dict[str, Look]:
    """Looks of all operators of the study, the same in every figure of it."""
    return style.looks(results.operators, style.OPERATOR_LOOKS)


def shown(results: Results, plot: PlotSettings, mode: str) -> Results:
    """What the figures of a mode show; without published values where they do not apply."""
    of_mode = results.of_mode(mode)
    rows = publication.select(results.published, mode=mode, environment="plain")
    keep = plot.published_values and of_mode.comparable
    return replace(of_mode, published=rows if keep else rows.iloc[:0])


def nothing(plot: PlotSettings, mode: str) -> Figure:
    """The figure of a mode that was not run."""
    return marks.empty_figure(
        plot, f"No runs of mode {mode} with the published variant and plain networks."
    )


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
    line = f"{mode_title(results.modes[0])}: data set {results.dataset}"
    if diverged:
        line += f"; {diverged} of {len(drawn)} runs diverged and are left out"
    lines = [line + "."]
    if plot.published_values and not results.comparable:
        lines.append(
            f"Published values are not shown: they hold for {publication.DATASET} "
            f"and {publication.EPOCHS} epochs."
        )
    return lines
