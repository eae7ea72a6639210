"""The figure of the engines: a bar a contender, a panel a mode, the floor as a line."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.table import FLOOR
from evoprune.report import style
from evoprune.report.settings import PlotSettings
from evoprune.report.tables import number

COLOURS = {"eager": "#7f4f24", "torch": "#e69f00", "numba": "#0072b2"}
"""Colour by the first word of a contender's name."""

PLOT = PlotSettings(font_size_pt=9)


def draw(data: pd.DataFrame, plot: PlotSettings = PLOT) -> Figure:
    """Draw the rows of `table.frame`."""
    with style.rc(plot):
        figure = style.new_figure(plot, height_to_width=0.42)
        panels = figure.subplots(1, len(TIMED), sharey=True, sharex=True)
        for axes, mode in zip(panels, TIMED, strict=True):
            _panel(axes, data[data["mode"] == mode])
            axes.set_title(mode)
        figure.supxlabel("µs a step a network (logarithmic)", fontsize=plot.font_size_pt)
        return style.freeze(figure)


def write(figure: Figure, path: Path, plot: PlotSettings = PLOT) -> None:
    """Write a figure as SVG; its bytes do not depend on the time."""
    with style.rc(plot):
        figure.savefig(path, format="svg", metadata={"Date": None})


def _panel(axes: Axes, data: pd.DataFrame) -> None:
    bars, floor = data[data["name"] != FLOOR], data[data["name"] == FLOOR]["microseconds"].item()
    colours = [COLOURS[name.replace(",", "").split()[0]] for name in bars["name"]]
    places = range(len(bars))
    axes.barh(places, bars["microseconds"], color=colours, height=0.7)
    axes.axvline(floor, color="#000000", linestyle="--", linewidth=1)
    for place, value in zip(places, bars["microseconds"], strict=True):
        # Beyond the line of the floor, which would cross a number beside a shorter bar.
        _write(axes, number(value, 1 if value < 100 else 0), max(value, floor), place)
    _write(axes, f"floor {number(floor, 1)}", floor, len(bars))
    axes.set_yticks(places, list(map(_label, bars["name"], bars["networks"])))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    # Room for the number beside the longest bar.
    axes.set_xlim(1, 4 * max(data["microseconds"].max(), 1000))
    axes.set_ylim(len(bars) + 0.6, -0.6)


def _write(axes: Axes, text: str, x: float, y: float) -> None:
    axes.annotate(text, (x, y), (4, 0), textcoords="offset points", va="center")


def _label(name: str, networks: int) -> str:
    many = name in ("torch", "numba")
    return f"{name}, {networks} network{'s' if networks > 1 else ''}" if many else name
