"""Every published level against ours."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.agreement import compare
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Published means, medians and quartiles against ours, summarised in the same way (cells "
    "pooled). Bars: 95 % bootstrap intervals of ours, runs resampled whole. On the line both "
    "agree. Filled: the published value lies in our interval, give or take how accurately it could "
    "be read; half: only where a second study of as many runs would find it; hollow: outside."
)


class Panel:
    """A group of quantities of one unit."""

    def __init__(self, title: str, quantities: Sequence[str], scale: float, unit: str) -> None:
        self.title, self.quantities, self.scale, self.unit = title, quantities, scale, unit


PANELS = (
    Panel("training loss", ("l1_train",), 1.0, "training L1 (per bit)"),
    Panel("size of the parts", ("encoder_size", "decoder_size"), 1e-3, "thousand parameters"),
    Panel("share preserved", ("preserved_reported",), 1.0, "fraction, reported"),
)
COLOURS = {"canonical": "#000000", "lipi": "#d55e00", "lipi small": "#0072b2"}
FILLS = {"inside": "full", "again": "left", "outside": "none"}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each kind of quantity."""
    table = compare(results)
    table = table[table["level"] & table["inside"].notna()]
    if table.empty or not plot.published_values:
        return marks.empty_figure(plot, "No runs that can be compared with published values.")
    figure = style.new_figure(plot, 0.45)
    panels = figure.subplots(1, len(PANELS))
    for axes, panel in zip(panels, PANELS, strict=True):
        _draw_panel(axes, table[table["quantity"].isin(panel.quantities)], panel, plot)
    marks.legend_above(figure, _keys(table, plot), columns=3)
    marks.notes_below(figure, [_said(table)], plot)
    return figure


def kind(row: "pd.Series[Any]") -> str:
    """How well one value agrees: `inside`, `again` or `outside`."""
    if row["inside"]:
        return "inside"
    return "again" if row["inside_again"] else "outside"


def _draw_panel(axes: Axes, rows: pd.DataFrame, panel: Panel, plot: PlotSettings) -> None:
    axes.set_title(panel.title)
    axes.set_xlabel(f"published ({panel.unit})")
    axes.set_ylabel(f"ours ({panel.unit})")
    for _, row in rows.iterrows():
        x, y, low, high = (panel.scale * row[n] for n in ("published", "ours", "low", "high"))
        colour = COLOURS.get(_group(row), "#7f4f24")
        axes.vlines(x, low, high, color=colour, lw=0.6, alpha=0.7)
        axes.plot(x, y, color=colour, label=kind(row), **_mark(kind(row), plot))
    ends = [*axes.get_xlim(), *axes.get_ylim()]
    span = min(ends), max(ends)
    axes.plot(span, span, color=style.REFERENCE_COLOUR, lw=0.8, zorder=0, label="identity")
    axes.set_xlim(span)
    axes.set_ylim(span)
    axes.set_aspect("equal")


def _group(row: "pd.Series[Any]") -> str:
    mode, environment = str(row["mode"]), str(row["environment"])
    return mode if environment == "plain" else f"{mode} {environment}"


def _mark(name: str, plot: PlotSettings) -> dict[str, Any]:
    return {
        "marker": "o",
        "linestyle": "none",
        "markersize": 0.9 * plot.marker_size_pt,
        "markeredgewidth": 0.6,
        "fillstyle": FILLS[name],
    }


def _keys(table: pd.DataFrame, plot: PlotSettings) -> list[Artist]:
    groups = dict.fromkeys(_group(row) for _, row in table.iterrows())
    keys: list[Artist] = [
        marks.key(group, color=COLOURS.get(group, "#7f4f24"), marker="o", linestyle="none")
        for group in groups
    ]
    words = {
        "inside": "published value in our 95 % interval",
        "again": "where a second study would find it",
        "outside": "outside both",
    }
    keys += [marks.key(text, color="black", **_mark(name, plot)) for name, text in words.items()]
    return keys


def _said(table: pd.DataFrame) -> str:
    """The counts in words."""
    inside, again = (int(table[name].sum()) for name in ("inside", "inside_again"))
    return (
        f"{inside} of {len(table)} published values lie in our 95 % intervals, {again} where a "
        f"second study of as many runs would find them. n = {table['n'].min()} to "
        f"{table['n'].max()} runs."
    ).replace(f"{table['n'].max()} to {table['n'].max()}", f"{table['n'].max()}")
