"""What the figures of this study share: names, looks, published curves and notes."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from evoprune.report import marks, style
from evoprune.report.style import Look, PlotSettings
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.results import Results

L1_LABEL = "training L1 (mean absolute error per bit)"
PUBLISHED_MEAN = f"published mean ({publication.TRIALS} trials)"
MODE_TITLES = {"canonical": "Canonical training", "lipi": "Lipi-AE-S (ring of autoencoders)"}
# The published rows a figure may show beside plain networks.
PLAIN = {"environment": "plain"}


def mode_title(mode: str) -> str:
    """Name of a mode for readers."""
    return MODE_TITLES.get(mode, f"Mode {mode}")


def arm_name(operator: str, schedule: str) -> str:
    """Name of an arm for readers, e.g. `random, exponential`."""
    return "no pruning" if operator == "none" else f"{operator}, {schedule}"


def operator_looks(results: Results) -> dict[str, Look]:
    """Looks of all operators of the study, the same in every figure of it."""
    return style.looks(results.operators, style.OPERATOR_LOOKS)


def nothing(plot: PlotSettings, mode: str) -> "marks.Figure":
    """The figure of a mode that was not run."""
    return marks.empty_figure(
        plot, f"No runs of mode {mode} with the published variant and plain networks."
    )


def published_curve(
    results: Results, mode: str, arm: tuple[str, str], quantity: str
) -> "pd.Series[float]":
    """Published means by epoch of an arm, empty if unknown or not comparable."""
    operator, schedule = arm
    rows = publication.curve(
        results.published,
        quantity=quantity,
        mode=mode,
        operator=operator,
        schedule=schedule,
        **PLAIN,
    )
    return rows if results.comparable else rows.iloc[:0]


def published_box(
    results: Results, mode: str, arm: tuple[str, str], quantity: str
) -> publication.Quartiles | None:
    """The published box of an arm, None if unknown or not comparable."""
    if not results.comparable:
        return None
    operator, schedule = arm
    return publication.quartiles(
        results.published,
        quantity=quantity,
        mode=mode,
        operator=operator,
        schedule=schedule,
        **PLAIN,
    )


def epoch_axis(axes: Axes, results: Results) -> None:
    """Label the epochs and put ticks on the report epochs: every 100th and the last."""
    last = max(results.last_epoch, 0)
    axes.set_xticks(sorted({*range(0, last - 49, 100), last} or {0}))
    axes.set_xlabel("epoch")


def notes(shown: Results, plot: PlotSettings, arms: Iterable[tuple[str, str]]) -> list[str]:
    """Small print: data set, diverged runs of the arms drawn, why published values are absent."""
    pairs = pd.Series(zip(shown.runs["operator"], shown.runs["schedule"], strict=True))
    drawn = shown.runs[pairs.isin(list(arms)).to_numpy(dtype=bool)]
    diverged = int((drawn["status"] != "ok").sum())
    lines = [f"Data set {shown.dataset}."]
    if diverged:
        lines.append(f"{diverged} of {len(drawn)} runs diverged and are left out.")
    if plot.published_values and not shown.comparable:
        lines.append(
            f"Published values are not shown: they are for {publication.DATASET}, "
            f"{publication.EPOCHS} epochs."
        )
    return lines
