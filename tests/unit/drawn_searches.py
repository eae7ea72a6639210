"""Runs of study 2 whose figures are tested, and how to find things in these figures."""

from tests.unit import synthetic_searches as synthetic
from tests.unit.synthetic_searches import DENSE, FAITHFUL, SCRATCH

SIX = synthetic.build(seeds=6)
LOST = synthetic.build(
    seeds=3,
    diverged=[("repaired-mixed", 2), *(("repaired-l1", seed) for seed in (1, 2, 3))],
)
PAIR = (DENSE, FAITHFUL, SCRATCH)


def panel(figure, arm):
    """The first panel of an arm, by the first line of its title."""
    return next(a for a in figure.axes if a.get_title(loc="left").split("\n")[0] == arm)


def row_names(axes):
    return [text.get_text() for text in axes.get_yticklabels()]
