"""Trees as they are drawn: places of their nodes, formulas, and which of them there is room for."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from evoprune.evolution.expressions.printing import as_latex, simplified
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.functions import function
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions import figures
from evoprune.studies.pruning_functions.figures import formulas, tidy, trees
from tests.unit import synthetic_functions as synthetic
from tests.unit.drawn import note
from tests.unit.synthetic_functions import FAITHFUL, GP

PLOT = PlotSettings()
ONE = synthetic.build(arms=[GP, FAITHFUL], runs=2, bases=1, seeds=1, longer=())
LARGE = Tree(("add",) * 45 + ("WI",) * 46)
"""Too large to be drawn: 91 nodes."""


@cache
def of_two():
    return figures.draw("trees", ONE, PLOT)


def labelled(axes, label):
    return [text for text in axes.texts if text.get_label() == label]


def with_trees(results, found):
    """Results whose champions are other trees, by run."""
    runs = results.runs.copy()
    runs["tree"] = [list(tree.symbols) for tree in found]
    return replace(results, runs=runs, functions=results.functions.iloc[:0])


class TestPlaces:
    def test_a_small_tree(self):
        # add(abs(P), sub(Q, N)): the root is between abs and sub, in the middle of Q and N.
        tree = Tree(("add", "abs", "P", "sub", "Q", "N"))
        assert tidy.places(tree) == [(0, 0.75), (1, 0), (2, 0), (1, 1.5), (2, 1), (2, 2)]

    @pytest.mark.parametrize("height", range(7))
    def test_leaves_fill_the_rows_and_no_two_nodes_share_a_place(self, height):
        for seed in range(10):
            tree = full(np.random.default_rng(seed), height, "released")
            places = tidy.places(tree)
            assert len(set(places)) == tree.size
            assert max(place.depth for place in places) == tree.height
            rows = [p.row for n, p in enumerate(places) if not tree.arguments(n)]
            assert rows == list(range(tidy.leaves(tree)))

    def test_edges_of_a_depth_do_not_cross(self):
        tree = full(np.random.default_rng(3), 6, "released")
        places = tidy.places(tree)
        for depth in range(tree.height):
            spans = []
            for position, place in enumerate(places):
                below = [places[a].row for a in tree.arguments(position)]
                if place.depth == depth and below:
                    assert min(below) <= place.row <= max(below)
                    spans.append((min(below), max(below)))
            ends = [end for span in sorted(spans) for end in span]
            assert ends == sorted(ends)


class TestFormulas:
    def test_short_ones_are_mathematics_and_long_ones_are_text(self):
        tree = Tree(tuple(function("fisher").TREE))
        own = formulas.formula(tree, PLOT)
        assert own.text == f"${as_latex(simplified(tree))}$".replace(r"\frac", r"\dfrac")
        assert own.height_cm > 0.5
        long = formulas.formula(LARGE, PLOT)
        assert long.text.count("w") == 46
        assert "$" not in long.text
        assert max(map(len, long.text.split("\n"))) < 140

    def test_what_takes_many_lines_is_cut(self):
        tree = Tree(("add",) * 400 + ("W",) * 401)
        lines = formulas.formula(tree, PLOT).text.split("\n")
        assert len(lines) == formulas.LINES
        assert lines[-1] == "..."


class TestTrees:
    def test_nodes_stand_where_their_places_are(self):
        figure = of_two()
        for axes, shown in zip(figure.axes, trees.champions(ONE), strict=True):
            nodes = labelled(axes, "node")
            assert [node.get_text() for node in nodes] == list(shown.tree.symbols)
            places = tidy.places(shown.tree)
            assert [node.get_position() for node in nodes] == [tuple(place) for place in places]
            edges = [line for line in axes.lines if line.get_label() == "edge"]
            assert len(edges) == shown.tree.size - 1
            ends = {(line.get_xdata()[-1], line.get_ydata()[-1]) for line in edges}
            assert ends == {tuple(place) for place in places[1:]}
            (text,) = labelled(axes, "formula")
            assert text.get_text() == formulas.formula(shown.tree, PLOT).text.rstrip("\n")

    def test_every_tree_is_drawn_once_evolved_first(self):
        titles = [axes.get_title(loc="left") for axes in of_two().axes]
        assert titles == [
            "evolved = repaired-gp-a+b.1 (35 nodes, height 7; fitness 83.0 % from 3 evaluations)",
            "repaired-gp-a+b.2 (37 nodes, height 9; fitness 83.4 % from 3 evaluations)",
            "faithful-gp-a+b.2 (17 nodes, height 7; fitness 81.4 % from 1 evaluation)",
            "faithful-gp-a+b.1 (15 nodes, height 5; fitness 81.0 % from 1 evaluation)",
        ]
        same = with_trees(ONE, [Tree(("N",))] * 4)
        (only,) = trees.champions(same)
        assert trees.title(only, PLOT).startswith(
            "repaired-gp-a+b.2 = repaired-gp-a+b.1 and 2 more (1"
        )

    def test_long_names_take_a_line_of_their_own(self):
        tree = Tree(("N",))
        one = trees.Shown(["a" * 50, "b" * 50, "c"], tree, 0.5, 1)
        said = "(1 node, height 0; fitness 50.0 % from 1 evaluation)"
        assert trees.title(one, PLOT).split("\n") == [f"{'a' * 50} and 2 more", said]
        short = one._replace(names=["a", "b", "c"])
        assert trees.title(short, PLOT) == f"a = b and 1 more {said}"

    def test_colours_say_what_nodes_are(self):
        words = list(trees.COLOURS)
        assert [trees.what(symbol) for symbol in ("add", "P", "WI", "gamma")] == [
            words[0],
            words[1],
            words[2],
            words[2],
        ]
        (legend,) = of_two().legends
        assert [text.get_text() for text in legend.get_texts()] == words

    def test_a_tree_that_is_too_large_has_its_formula_alone(self):
        axes = figures.draw("trees", with_trees(ONE, [LARGE] * 4), PLOT).axes[0]
        assert labelled(axes, "node") == []
        assert "too large to be drawn" in [text.get_text() for text in axes.texts]
        assert labelled(axes, "formula")[0].get_text() == formulas.formula(LARGE, PLOT).text

    def test_what_there_is_no_room_for_is_counted(self):
        many = synthetic.build(runs=2, tasks=(), longer=())
        figure = figures.draw("trees", many, PLOT)
        every = trees.champions(many)
        assert len(every) == 12
        left = len(every) - len(figure.axes)
        assert left > 0
        assert note(figure).endswith(f"{left} more trees are not drawn.")
        assert figure.get_size_inches()[1] * 2.54 < 1.3 * trees.MOST_CM

    def test_nodes_do_not_lie_on_each_other(self):
        figure = of_two()
        for axes in figure.axes:
            boxes = [node.get_window_extent() for node in labelled(axes, "node")]
            boxes += [text.get_window_extent() for text in labelled(axes, "formula")]
            for n, box in enumerate(boxes):
                assert not any(box.overlaps(other) for other in boxes[:n])
