"""Formulas below trees: set as mathematics where they fit in a line, else as plain text."""

import textwrap
from typing import NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

from evoprune.evolution.expressions.printing import as_latex, as_text, simplified
from evoprune.evolution.expressions.tree import Tree
from evoprune.report.marks import NOTE_LETTER, POINTS_PER_CM
from evoprune.report.settings import PlotSettings

MARGIN_CM = 1.0
LINES = 4
"""Of plain text at most."""


class Formula(NamedTuple):
    """A formula as it is drawn.

    Attributes:
        text: in dollars where it is set as mathematics.
        size_pt: of its letters.
        height_cm: that it takes.
    """

    text: str
    size_pt: float
    height_cm: float


def formula(tree: Tree, plot: PlotSettings) -> Formula:
    """The formula of a tree, simplified for display."""
    short = simplified(tree)
    written = f"${as_latex(short)}$".replace(r"\frac", r"\dfrac")
    size = plot.font_size_pt
    box = MathTextParser("path").parse(written, 72, FontProperties(size=size))
    if box.width / POINTS_PER_CM <= plot.width_cm - MARGIN_CM:
        return Formula(written, size, float(box.height) / POINTS_PER_CM)
    letters = POINTS_PER_CM * (plot.width_cm - MARGIN_CM) / (NOTE_LETTER * 1.1 * size)
    lines = textwrap.wrap(as_text(short), int(letters))
    kept = [*lines[: LINES - 1], "..."] if len(lines) > LINES else lines
    return Formula("\n".join(kept), 0.8 * size, 1.2 * 0.8 * size * len(kept) / POINTS_PER_CM)
