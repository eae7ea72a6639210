"""Every difference that a claim is about, in units of its margin, with its verdict."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evoprune.claims import verdicts
from evoprune.report import claim_rows, columns, marks, style
from evoprune.report.claim_rows import Claim, Row
from evoprune.report.columns import Column
from evoprune.report.settings import PlotSettings

CAPTION = (
    "Every part of a claim that is a difference, by family of claims: Hodges-Lehmann difference of "
    "the two sides (or of one side and a number) and its 95 % interval, divided by the margin of "
    "the card; left of 0 the first side is better. Shaded: differences smaller than the margin. "
    "The axis is linear inside it and logarithmic outside; triangles stand for what lies beyond "
    "its ends. Filled: the card was registered before the runs; hollow: it was not. Grey strokes: "
    "published differences. At the right what the part and, after Holm's correction in its family, "
    "the whole claim have come to. Rates and rankings are no differences and are not drawn."
)
HEIGHT = 0.0185
"""Height of a row as a share of the width."""
ENDS = (3.0, 100.0)
"""The axis ends at the largest value drawn, but not before or after these, in margins."""
TICKS = (1.0, 3.0, 10.0, 30.0)
FEWER_TICKS = (1.0, 10.0, 100.0)
"""For an axis that goes on to its largest end, where more of them would touch."""
AXIS_LABEL = (
    "difference / margin (linear up to 1, logarithmic beyond)\n"
    "\N{LEFTWARDS ARROW} first side better      first side worse \N{RIGHTWARDS ARROW}"
)
BAND_COLOUR = "#ececec"
COLOURS = {
    verdicts.SUPPORTED: "#00795a",
    verdicts.SMALLER: "#0072b2",
    verdicts.EQUIVALENT: "#8f4a75",
    verdicts.CONTRADICTED: "#b34d00",
    verdicts.INCONCLUSIVE: "#666666",
    verdicts.NOT_TESTABLE: "#666666",
}
"""The colours of Okabe and Ito, darker, so that small text can be read in them."""
SHORT = {verdicts.SMALLER: "smaller"}
FLAG = "*"


def draw(claims: Sequence[Claim], plot: PlotSettings) -> Figure:
    """Draw a row a difference; effects are in units of the margins.

    Args:
        claims: decisions as `claims.json` holds them.
        plot: how figures look.
    """
    rows = claim_rows.rows(claims)
    if not rows:
        return marks.empty_figure(plot, "No claim about a difference could be tested.")
    places, headings = _places(rows)
    notes = _notes(claims, rows, plot)
    lines = len(rows) + len(headings) + 0.8 * "\n".join(notes).count("\n")
    figure = style.new_figure(plot, 0.2 + HEIGHT * lines)
    axes = figure.add_subplot()
    end = _end(rows)
    for place, row in zip(places, rows, strict=True):
        _draw_row(axes, place, row, end, plot)
    _name_rows(axes, places, rows, headings)
    _effect_axis(axes, end)
    columns.draw(axes, places, _columns(rows), plot)
    marks.legend_above(figure, _keys(rows, plot), columns=4)
    marks.notes_below(figure, notes, plot)
    return figure


def _places(rows: list[Row]) -> tuple[list[float], dict[float, str]]:
    """Place of each row from the top, and the families above them by their places."""
    places: list[float] = []
    headings: dict[float, str] = {}
    y = 0.0
    for family, members in groupby(rows, key=lambda row: row.family):
        headings[y] = family
        for _ in members:
            y += 1.0
            places.append(y)
        y += 1.0
    return places, headings


def _end(rows: list[Row]) -> float:
    """Where the axis ends on both sides, in margins."""
    values = [value for row in rows for value in (row.effect, row.low, row.high, row.claimed)]
    sizes = [abs(value) for value in values if value is not None and np.isfinite(value)]
    least, most = ENDS
    return float(np.clip(1.25 * max(sizes, default=least), least, most))


def _draw_row(axes: Axes, place: float, row: Row, end: float, plot: PlotSettings) -> None:
    colour = COLOURS[row.verdict]
    if row.low is not None and row.high is not None:
        ends = np.clip([row.low, row.high], -end, end)
        axes.hlines(place, *ends, color=colour, lw=1.0, label="interval")
    if row.claimed is not None and plot.published_values:
        _draw_point(axes, place, row.claimed, end, **_published(plot))
    if row.effect is not None:
        look = _effect(colour, plot, filled=row.confirmatory)
        _draw_point(axes, place, row.effect, end, **look)


def _draw_point(axes: Axes, place: float, value: float, end: float, **look: Any) -> None:
    """A point, or a triangle at the end of the axis that it lies beyond."""
    if abs(value) > end:
        look["marker"] = ">" if value > 0 else "<"
    axes.plot(np.clip(value, -end, end), place, linestyle="none", clip_on=False, **look)


def _effect(colour: str, plot: PlotSettings, *, filled: bool) -> dict[str, Any]:
    """Line properties of an effect."""
    return {
        "marker": "o",
        "markersize": 0.9 * plot.marker_size_pt,
        "markerfacecolor": colour if filled else "white",
        "markeredgecolor": colour,
        "markeredgewidth": 0.9,
        "label": "effect",
        "zorder": 3,
    }


def _published(plot: PlotSettings) -> dict[str, Any]:
    """Line properties of a published difference."""
    return {
        "marker": "|",
        "markersize": 2.0 * plot.marker_size_pt,
        "markeredgecolor": style.PUBLISHED_COLOUR,
        "markeredgewidth": 1.2,
        "label": "published",
        "zorder": 2.5,
    }


def _name_rows(
    axes: Axes, places: list[float], rows: list[Row], headings: dict[float, str]
) -> None:
    names = dict(zip(places, [f"{row.claim}  {row.label}" for row in rows], strict=True))
    names |= {place: family.capitalize().replace("_", " ") for place, family in headings.items()}
    axes.set_yticks(list(names), list(names.values()))
    for place, label in zip(names, axes.get_yticklabels(), strict=True):
        label.set_fontweight("bold" if place in headings else "normal")
    axes.hlines(
        places, 0, 1, transform=axes.get_yaxis_transform(), color="#e6e6e6", lw=0.5, zorder=0.5
    )
    axes.set_ylim(max(names) + 0.8, -0.8)
    axes.tick_params(axis="y", length=0)


def _effect_axis(axes: Axes, end: float) -> None:
    """Linear inside the margin, logarithmic outside, the same on both sides."""
    axes.set_xscale("symlog", linthresh=1.0, linscale=0.7)
    axes.set_xlim(-end, end)
    there = [tick for tick in (TICKS if end < ENDS[1] else FEWER_TICKS) if tick <= end]
    ticks = [*(-tick for tick in reversed(there)), 0.0, *there]
    axes.set_xticks(ticks, [f"{tick:g}".replace("-", "\N{MINUS SIGN}") for tick in ticks])
    axes.minorticks_off()
    axes.axvspan(-1, 1, color=BAND_COLOUR, lw=0, zorder=0)
    axes.axvline(0, color="white", lw=1.2, zorder=0.6)
    axes.set_xlabel(AXIS_LABEL)


def _columns(rows: list[Row]) -> list[Column]:
    """Verdicts of the parts and of the claims."""
    whole = [_short(row.whole) + (FLAG if row.whole and row.flagged else "") for row in rows]
    colours = [COLOURS.get(row.whole, columns.TEXT_COLOUR) for row in rows]
    parts = [_short(row.verdict) for row in rows]
    return [
        Column("part", parts, [COLOURS[row.verdict] for row in rows]),
        Column("claim", whole, colours),
    ]


def _short(verdict: str) -> str:
    return SHORT.get(verdict, verdict)


def _keys(rows: list[Row], plot: PlotSettings) -> list[Artist]:
    confirmatory, exploratory = (_effect("black", plot, filled=f) for f in (True, False))
    keys: list[Artist] = [
        marks.key("registered before its runs", color="black", lw=1.0, **_unnamed(confirmatory)),
        marks.key("exploratory", color="black", lw=1.0, **_unnamed(exploratory)),
        Patch(facecolor=BAND_COLOUR, label="smaller than the margin"),
    ]
    if plot.published_values and any(row.claimed is not None for row in rows):
        keys.insert(2, marks.key("published", linestyle="none", **_unnamed(_published(plot))))
    return keys


def _unnamed(look: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in look.items() if name not in ("label", "zorder")}


def _notes(claims: Sequence[Claim], rows: list[Row], plot: PlotSettings) -> list[str]:
    seeds = sorted({row.seeds for row in rows})
    span = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"
    lines = [f"n = {span} seeds a row."]
    if any(row.low is None for row in rows):
        lines[0] += " No bar: too few seeds for an interval."
    if any(verdicts.SMALLER in (row.verdict, row.whole) for row in rows):
        lines[0] += f" {SHORT[verdicts.SMALLER].capitalize()}: {verdicts.SMALLER}."
    if any(row.flagged for row in rows):
        lines[0] += f" {FLAG}: another metric gives a part another verdict."
    others, untested = claim_rows.not_drawn(claims), claim_rows.not_testable(claims)
    if others:
        lines.append(f"Not drawn, as rates and rankings are no differences: {'; '.join(others)}.")
    if untested:
        lines.append(f"Not testable, as arms were not run: {', '.join(untested)}.")
    return [marks.wrapped(line, plot) for line in lines]
