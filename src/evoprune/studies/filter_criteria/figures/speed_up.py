"""Realised speed-up against the share of operations that was cut."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.deployed import measured_on, pruned
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Realised speed-up of the networks that were found against the share of operations that was "
    "cut. Points: median over rounds of one measurement with its 95 % interval, one point a "
    "network and batch size; filled: compacted, hollow: masked, of the size before pruning. Line: "
    "what the operations promise; dotted: as fast as the whole network. Processor time of one "
    "thread on the machine named below."
)
COLOURS = ("#0072b2", "#e69f00", "#009e73")
"""By batch size, ascending."""
FORMS = {"masked": "o", "compacted": "s"}


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a panel for each runtime."""
    found = pruned(results.deployed)
    if found.empty:
        return marks.empty_figure(plot, "No pruned networks.")
    runtimes = list(dict.fromkeys(found["runtime"]))
    figure = style.new_figure(plot, 0.5)
    panels = figure.subplots(1, len(runtimes), squeeze=False, sharex=True, sharey=True)[0]
    for axes, runtime in zip(panels, runtimes, strict=True):
        _draw_panel(axes, found[found["runtime"] == runtime])
        axes.set_title(runtime)
        axes.set_xlabel("operations cut (share of the whole)")
    panels[0].set_ylabel("speed-up")
    marks.legend_above(figure, _keys(_sizes(found)), columns=3)
    marks.notes_below(figure, measured_on(found), plot)
    return figure


def _sizes(found: pd.DataFrame) -> list[int]:
    return sorted(int(size) for size in found["batch_size"].unique())


def _draw_panel(axes: Axes, found: pd.DataFrame) -> None:
    cuts = np.linspace(0, float(found["flops_cut"].max()), 100)
    axes.plot(cuts, 1 / (1 - cuts), color="#000000", lw=0.8, label="promised")
    axes.axhline(1, color="#000000", lw=0.6, ls=":", label="as fast")
    for colour, size in zip(COLOURS, _sizes(found), strict=False):
        for form, marker in FORMS.items():
            own = found[(found["batch_size"] == size) & (found["form"] == form)]
            x, y = own["flops_cut"].to_numpy(), own["speed_up"].to_numpy()
            ends = own[["speed_up_low", "speed_up_high"]].to_numpy(dtype=np.float64).T
            reach = np.nan_to_num(np.abs(ends - y))
            face = colour if form == "compacted" else "white"
            look: dict[str, Any] = {"color": colour, "mfc": face, "mec": colour, "ms": 3.5}
            axes.errorbar(x, y, reach, fmt=marker, lw=0.7, label=form, **look)


def _keys(sizes: list[int]) -> list[Artist]:
    colours = [
        marks.key(f"batches of {size}", color=colour, marker="s", linestyle="none")
        for colour, size in zip(COLOURS, sizes, strict=False)
    ]
    grey: dict[str, Any] = {"color": "#7a7a7a", "linestyle": "none"}
    return [
        *colours,
        marks.key("compacted", marker=FORMS["compacted"], **grey),
        marks.key("masked", marker=FORMS["masked"], markerfacecolor="white", **grey),
        marks.key("promised by operations", color="#000000", lw=0.8),
    ]
