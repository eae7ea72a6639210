"""What the runs found, as trees and formulas."""

import textwrap
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evoprune.evolution.expressions.operands import OPERANDS
from evoprune.evolution.expressions.operators import OPERATORS
from evoprune.evolution.expressions.tree import Tree
from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions.figures import names as small_print
from evoprune.studies.pruning_functions.figures import tidy
from evoprune.studies.pruning_functions.figures.formulas import Formula, formula
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.words import EVOLVED, champion_name

CAPTION = (
    "What the runs ended with, each tree once: the function that is called evolved (the champion "
    "of the best fitness among its arm's runs) and as many champions of single runs as there is "
    "room for, arm by arm the best first; n is the number of runs. The root is at the left. Below, "
    "the same as a formula, simplified where that changes no score; + and - stand for a class and "
    "all others, and a score is the sum over all classes and entries. Trees that look unlike can "
    "rank channels alike, and parts of a tree may do nothing; a fitness from one evaluation is a "
    "maximum over noise; and one tree does not say how often a search finds its like."
)
MOST_NODES, MOST_HEIGHT = 80, 13
"""Larger trees would be too dense to read: their formulas stand alone."""
MOST_CM = 24.0
"""Height of all panels."""
ROW_CM = 0.33
LEVEL_CM = 1.55
"""Between a node and its arguments, at most."""
HEAD_CM = 0.6
LINE_CM = 0.4
LETTER = 0.6
"""Mean width of a letter of a title as a share of the font size."""
MARGIN_CM = 1.5
GAP_CM = 0.25
"""Above and below a formula."""
COLOURS = {
    "operator": "#e4e4e4",
    "operand of the class, or of all others": "#f3c98b",
    "operand of all classes": "#a9d0ec",
}
"""By what a node is."""


class Shown(NamedTuple):
    """A tree with what it is called.

    Attributes:
        names: of all champions that are this tree, the best first.
        tree: itself.
        fitness: of the best of them.
        samples: evaluations that the fitness comes from.
    """

    names: list[str]
    tree: Tree
    fitness: float
    samples: int


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw one tree below the other."""
    every = champions(results)
    if not every:
        return marks.empty_figure(plot, "Every evaluation failed.")
    formulas = [formula(one.tree, plot) for one in every]
    heights = [_height(one.tree, own) for one, own in zip(every, formulas, strict=True)]
    titles = [title(one, plot) for one in every]
    heads = [HEAD_CM + LINE_CM * text.count("\n") for text in titles]
    count = _fitting([own + head for own, head in zip(heights, heads, strict=True)])
    more = len(every) - count
    said = [f"{more} more trees are not drawn."] if more else []
    notes = small_print.of_runs(results, plot, results.arms, said)
    tall = sum(heights[:count]) + sum(heads[:count]) + HEAD_CM + LINE_CM * len(notes)
    figure = style.new_figure(plot, tall / plot.width_cm)
    panels = figure.subplots(count, 1, squeeze=False, height_ratios=heights[:count])[:, 0]
    for axes, one, text, own in zip(panels, every, titles, formulas, strict=False):
        axes.set_title(text, pad=3)
        _draw_panel(axes, one, own, plot)
    keys = [Patch(facecolor=colour, label=says) for says, colour in COLOURS.items()]
    marks.legend_above(figure, keys, columns=3)
    marks.notes_below(figure, notes, plot)
    return figure


def champions(results: Results) -> list[Shown]:
    """Trees that runs ended with: `evolved` first, then arm by arm the best first."""
    runs = results.runs[results.runs["evaluations"] > results.runs["failures"]]
    order = {arm: place for place, arm in enumerate(results.arms)}
    placed = runs.assign(place=runs["arm"].map(order), worst=-runs["fitness"])
    found: dict[Tree, Shown] = {}
    for row in placed.sort_values(["place", "worst"], kind="stable").to_dict("records"):
        tree = Tree(tuple(row["tree"]))
        own = Shown([], tree, float(row["fitness"]), int(row["fitness_samples"]))
        found.setdefault(tree, own).names.append(champion_name(row["arm"], int(row["seed"])))
    evolved = results.functions.loc[results.functions["function"] == EVOLVED, "tree"]
    first = [tree for tree in (Tree(tuple(symbols)) for symbols in evolved) if tree in found]
    for tree in first:
        found[tree].names.insert(0, EVOLVED)
    return [found[tree] for tree in dict.fromkeys([*first, *found])]


def title(one: Shown, plot: PlotSettings) -> str:
    """What a tree is called, how large it is, and its fitness; in two lines if one is too short."""
    samples = f"{one.samples} evaluation{'s' if one.samples > 1 else ''}"
    nodes = f"{one.tree.size} node{'s' if one.tree.size > 1 else ''}"
    shape = f"{nodes}, height {one.tree.height}"
    said = f"({shape}; fitness {100 * one.fitness:.1f} % from {samples})"
    line = f"{_called(one.names, 2)} {said}"
    letters = int(marks.POINTS_PER_CM * plot.width_cm / (LETTER * plot.font_size_pt))
    if len(line) <= letters:
        return line
    called = next((c for n in (2, 1) if len(c := _called(one.names, n)) <= letters), None)
    return f"{called or textwrap.shorten(one.names[0], letters)}\n{said}"


def _called(names: list[str], most: int) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return " = ".join(names[:most]) + more


def what(symbol: str) -> str:
    """What a node is, as the legend says it."""
    operator, of_class, of_all = COLOURS
    if symbol in OPERATORS:
        return operator
    return of_class if OPERANDS[symbol].of_class else of_all


def _fitting(heights: list[float]) -> int:
    """How many panels there is room for; one is drawn whatever it takes."""
    return max(1, sum(sum(heights[: n + 1]) <= MOST_CM for n in range(len(heights))))


def _is_drawn(tree: Tree) -> bool:
    return tree.size <= MOST_NODES and tree.height <= MOST_HEIGHT


def _rows(tree: Tree) -> int:
    return tidy.leaves(tree) if _is_drawn(tree) else 1


def _height(tree: Tree, own: Formula) -> float:
    return _rows(tree) * ROW_CM + own.height_cm + 2 * GAP_CM


def _draw_panel(axes: Axes, one: Shown, own: Formula, plot: PlotSettings) -> None:
    """Draw a tree and its formula; a unit of the axes is a level across and a row down."""
    axes.set_axis_off()
    size = 0.8 * plot.font_size_pt
    rows = _rows(one.tree)
    axes.set_xlim(-0.4, max((plot.width_cm - MARGIN_CM) / LEVEL_CM, one.tree.height + 0.5))
    axes.set_ylim(rows - 0.5 + (own.height_cm + 2 * GAP_CM) / ROW_CM, -0.5)
    if _is_drawn(one.tree):
        _draw_tree(axes, one.tree, size)
    else:
        axes.text(-0.3, 0, "too large to be drawn", va="center", fontsize=size)
    place = rows - 0.5 + GAP_CM / ROW_CM
    axes.text(-0.3, place, own.text, va="top", fontsize=own.size_pt, label="formula")


def _draw_tree(axes: Axes, tree: Tree, size: float) -> None:
    places = tidy.places(tree)
    for position, (depth, row) in enumerate(places):
        for argument in tree.arguments(position):
            below = places[argument]
            # Edges turn halfway, so that none runs through a name.
            bend = depth + 0.55
            x, y = [depth, bend, bend, below.depth], [row, row, below.row, below.row]
            axes.plot(x, y, color="#9a9a9a", lw=0.7, label="edge", zorder=1)
    for (depth, row), symbol in zip(places, tree.symbols, strict=True):
        box: dict[str, Any] = {"boxstyle": "round,pad=0.22", "lw": 0}
        box |= {"facecolor": COLOURS[what(symbol)]}
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": size, "zorder": 2}
        axes.text(depth, row, symbol, bbox=box, label="node", **look)
