"""What was chosen for each layer: share of filters removed, and the criteria that rank them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Patch
from numpy.typing import NDArray

from evoprune.report import marks, names, rows, style
from evoprune.report.heatmap import COLOUR_MAP
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import looks, small_print
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "What the searches chose for each pruned layer, from the input (left) to the output. Left: "
    "share of the layer's filters that is removed in the members that are trained at the end, mean "
    "over runs. Right: share of the members of a front that rank a layer's filters by each "
    "criterion, mean over runs, each run counting alike; an arm of one criterion has one colour, "
    "and from scratch no criterion decides anything. n is the number of runs. Criteria that are "
    "drawn by chance each have a quarter: with few runs, and as members of a front are relatives, "
    "larger shares are no evidence of a preference."
)
ROW = 0.045
"""Height of a row as a share of the width."""
MOST_NUMBERED = 7
"""Layers up to which shares are printed."""
MOST_APART = 20
"""Layers up to which there are gaps between them."""
LIGHT = 0.47
"""Share above which a cell is light enough for black letters."""
GAP = 0.16
"""Between two rows of criteria."""


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row for each arm that searched, a column a layer."""
    there = set(results.fronts["arm"])
    arms = [arm for arm in results.arms if arm in there]
    if not arms:
        return marks.empty_figure(plot, "No searches.")
    labels = list(names.of_arms(results, arms, rows.LETTERS).values())
    notes = small_print.notes(results, plot, arms)
    tall = max(ROW * len(arms), rows.height(labels))
    figure = style.new_figure(plot, 0.17 + tall + 0.02 * names.below(notes))
    ratios, criteria = figure.subplots(1, 2, sharey=True)
    fronts = {arm: results.fronts[results.fronts["arm"] == arm] for arm in arms}
    colours = _draw_ratios(ratios, [removed(fronts[arm]) for arm in arms])
    inert = set(results.runs.loc[results.runs["weights"] == "scratch", "arm"])
    shares = [{} if arm in inert else criteria_shares(fronts[arm]) for arm in arms]
    _draw_criteria(criteria, shares)
    rows.name(ratios, labels)
    layers = max(len(of_arm["widths"].iloc[0]) for of_arm in fronts.values())
    for axes in (ratios, criteria):
        _layer_axis(axes, layers, len(arms))
    ratios.set_title("removed filters (share)")
    criteria.set_title("criteria (share of a front's members)")
    figure.colorbar(colours, ax=ratios, fraction=0.05, pad=0.02)
    marks.legend_above(figure, _keys(shares), columns=6)
    marks.notes_below(figure, notes, plot)
    return figure


def removed(fronts: pd.DataFrame) -> NDArray[np.float64]:
    """Share of filters removed in the picks of an arm, mean over runs, shape (layers,)."""
    picks = fronts.loc[fronts["picked"], "keep_masks"]
    shares = [[text.count("0") / len(text) for text in masks] for masks in picks]
    return np.asarray(np.mean(shares, axis=0), dtype=np.float64)


def criteria_shares(fronts: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Share of an arm's members that use each criterion, by criterion, each of shape (layers,)."""
    runs = [_counted(list(of_run)) for _, of_run in fronts.groupby("seed")["criteria_of_layers"]]
    found = sorted({name for run in runs for name in run}, key=list(looks.COLOURS).index)
    nothing = np.zeros(len(fronts["widths"].iloc[0]))
    return {name: np.mean([run.get(name, nothing) for run in runs], axis=0) for name in found}


def _counted(members: Sequence[Sequence[str]]) -> dict[str, NDArray[np.float64]]:
    """Share of a run's members with each criterion, shape (layers,)."""
    layers = [Counter(choices) for choices in zip(*members, strict=True)]
    known = {name for counts in layers for name in counts}
    return {name: np.array([counts[name] / len(members) for counts in layers]) for name in known}


def _draw_ratios(axes: Axes, shares: list[NDArray[np.float64]]) -> AxesImage:
    """Cells of the shares; networks with fewer layers leave cells empty."""
    layers = max(map(len, shares))
    cells = np.full((len(shares), layers), np.nan)
    for place, of_arm in enumerate(shares):
        cells[place, : len(of_arm)] = of_arm
    axes.set_facecolor(style.MISSING_COLOUR)
    image = axes.imshow(cells, cmap=COLOUR_MAP, vmin=0, vmax=1, aspect="auto")
    if layers <= MOST_NUMBERED:
        for (place, layer), share in np.ndenumerate(cells):
            if np.isfinite(share):
                ink = "black" if share > LIGHT else "white"
                axes.text(layer, place, f"{share:.2f}", ha="center", va="center", color=ink)
    return image


def _draw_criteria(axes: Axes, shares: list[dict[str, NDArray[np.float64]]]) -> None:
    """A stacked bar for each arm and layer."""
    tall = 1 - GAP
    # Gaps between many layers would be all that is seen.
    width = 0.85 if max(map(_layers, shares)) <= MOST_APART else 1.0
    for place, of_arm in enumerate(shares):
        bottom: NDArray[np.float64] | float = place + tall / 2
        for name, of_layers in of_arm.items():
            # Rows count downwards, bars grow upwards.
            at, label = np.arange(len(of_layers)), f"{place} {name}"
            height, colour = -tall * of_layers, looks.COLOURS[name]
            axes.bar(at, height, width, bottom, color=colour, label=label)
            bottom = bottom - tall * of_layers
        if not of_arm:
            axes.text(0, place, "inert", va="center", ha="center", color="#606060")


def _layers(shares: dict[str, NDArray[np.float64]]) -> int:
    return max(map(len, shares.values()), default=0)


def _layer_axis(axes: Axes, layers: int, arms: int) -> None:
    step = -(-layers // 12)
    axes.set_xticks(range(0, layers, step), [str(n + 1) for n in range(0, layers, step)])
    axes.set_xlim(-0.5, layers - 0.5)
    axes.set_ylim(arms - 0.5, -0.5)
    axes.set_xlabel("pruned layer")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _keys(shares: list[dict[str, NDArray[np.float64]]]) -> list[Artist]:
    there = {name for of_arm in shares for name in of_arm}
    return [Patch(facecolor=c, label=name) for name, c in looks.COLOURS.items() if name in there]
