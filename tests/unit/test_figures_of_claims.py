"""The forest of claims: effects in margins, words and colours of verdicts, what is left out."""

from dataclasses import replace

import pytest

from evoprune.claims import verdicts
from evoprune.claims.decide import decide
from evoprune.claims.output import describe
from evoprune.claims.registration import Standing
from evoprune.report import claims_forest, columns, marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import figures
from tests.unit import synthetic_results as synthetic
from tests.unit.claimed import Fake, cards, part, wave
from tests.unit.drawn import artists, note, texts

PLOT = PlotSettings()
EMPTY = synthetic.build(arms=[("none", "none")], seeds=1, epochs=2)


def line(level, slope):
    """A metric of 30 seeds around a level: differences of two have that of the levels as centre."""
    return lambda seed: level + slope * (seed - 15.5)


ARMS = {
    "good": line(0.20, 0.0),
    "bad": line(0.25, 0.0001),
    "same": line(0.205, 0.0002),
    "awful": line(5.2, 0.0001),
}


def forest(*claims, plot=PLOT, status="confirmatory", more=None, **arms):
    """The figure of claims C1, C2, ... and its axes."""
    samples = Fake(**ARMS | arms)
    found = decide(cards(*claims), "autoencoder", samples, lambda claim: Standing(status))
    described = [{**describe(decision), **(more or {})} for decision in found]
    figure = figures.draw("claims_forest", replace(EMPTY, claims=described), plot)
    return figure, figure.axes[0]


def points(figure, label="effect"):
    return [(*line.get_xdata(), *line.get_ydata()) for line in artists(figure, label)]


def bars(axes):
    """Intervals of the rows, left end first."""
    of_rows = [c.get_segments()[0] for c in axes.collections if c.get_label() == "interval"]
    return [(segment[0, 0], segment[1, 0]) for segment in of_rows]


class TestForest:
    def test_effects_stand_in_margins_with_what_is_better_at_the_left(self):
        figure, axes = forest(
            part("superiority", "good", "bad"),
            part("equivalence", "same", "good", better="higher"),
            [part("non_inferiority", "same", "good", says="not worse")],
        )
        assert points(figure) == [pytest.approx(p) for p in ((-5, 1), (-0.5, 2), (0.5, 3))]
        assert [label.get_text() for label in axes.get_yticklabels()] == [
            "C1  it is so",
            "C2  it is so",
            "C3  not worse",
            "All",
        ]
        assert axes.get_xlim()[1] == pytest.approx(-1.25 * bars(axes)[0][0])
        assert axes.get_ylim()[0] > axes.get_ylim()[1]
        assert "n = 30 seeds a row." in note(figure)

    def test_intervals_are_turned_with_their_effects(self):
        a, b = wave(0.20, 1.0), wave(0.207, 2.0)
        (low, high), (other_low, other_high) = (
            bars(forest(part("superiority", better=better), a=a, b=b)[1])[0]
            for better in ("lower", "higher")
        )
        assert low < high < 0 < other_low < other_high
        assert (low, high) == pytest.approx((-other_high, -other_low))

    def test_verdicts_are_words_in_colours_of_their_own(self):
        figure, axes = forest(
            [part("superiority", "good", "bad"), part("superiority", "bad", "good")],
            part("superiority", "good", "bad", published={"a": 0.2, "b": 0.3}),
        )
        found = {text.get_text(): text.get_color() for text in axes.texts}
        assert texts(figure) == [
            *("supported", "contradicted", "smaller", "part"),
            *("contradicted", "", "smaller", "claim"),
        ]
        for word, verdict in (("smaller", verdicts.SMALLER), ("contradicted", "contradicted")):
            assert found[word] == claims_forest.COLOURS[verdict]
        edges = [line.get_markeredgecolor() for line in artists(figure, "effect")]
        assert edges[:2] == [claims_forest.COLOURS[v] for v in ("supported", "contradicted")]
        assert "Smaller: supported, smaller than claimed." in note(figure)
        assert set(claims_forest.COLOURS) == set(verdicts.VERDICTS)

    @pytest.mark.parametrize("status", ["confirmatory", "exploratory"])
    def test_only_registered_claims_are_filled(self, status):
        figure, _ = forest(part("superiority", "good", "bad"), status=status)
        (effect,) = artists(figure, "effect")
        assert (effect.get_markerfacecolor() == "white") == (status == "exploratory")

    def test_published_differences_are_grey_strokes(self):
        claim = part("superiority", "good", "bad", published={"a": 0.2, "b": 0.23})
        figure, _ = forest(claim)
        assert points(figure, "published") == [pytest.approx((-3, 1))]
        (stroke,) = artists(figure, "published")
        assert stroke.get_markeredgecolor() == style.PUBLISHED_COLOUR
        bare, _ = forest(claim, plot=PlotSettings(published_values=False))
        assert artists(bare, "published") == []
        without, _ = forest(part("superiority", "good", "bad"))
        keys = [[key.get_text() for key in f.legends[0].get_texts()] for f in (figure, without)]
        assert [key for key in keys[0] if key not in keys[1]] == ["published"]

    def test_what_lies_beyond_the_axis_is_a_triangle_at_its_end(self):
        figure, axes = forest(
            part("superiority", "good", "awful"),
            part("superiority", "lost", "good"),
            lost=lambda seed: float("nan"),
        )
        assert axes.get_xlim() == (-100, 100)
        assert points(figure) == [(-100, 1), (100, 2)]
        assert [line.get_marker() for line in artists(figure, "effect")] == ["<", ">"]

    def test_small_effects_leave_the_margin_in_sight(self):
        _, axes = forest(part("equivalence", "same", "good"))
        assert axes.get_xlim() == pytest.approx((-3, 3))
        assert [t.get_text() for t in axes.get_xticklabels()] == ["−3", "−1", "0", "1", "3"]

    def test_families_stand_above_their_claims(self):
        samples, many = Fake(**ARMS), [part("superiority", "good", "bad")] * 3
        found = decide(cards(*many), "autoencoder", samples, lambda claim: Standing("x"))
        described = [describe(decision) for decision in found]
        described[2]["family"] = "other"
        figure = figures.draw("claims_forest", replace(EMPTY, claims=described), PLOT)
        ticks = zip(figure.axes[0].get_yticks(), figure.axes[0].get_yticklabels(), strict=True)
        bold = {y: t.get_text() for y, t in ticks if t.get_fontweight() == "bold"}
        assert bold == {0: "All", 3: "Other"}
        assert [y for _, y in points(figure)] == [1, 2, 4]

    def test_what_is_not_drawn_is_named_below(self):
        rate = {"type": "rate", "says": "often", "metric": "l1", "above": 0.22}
        figure, _ = forest(
            part("superiority", "good", "bad"),
            [{**rate, "a": "good", "b": "bad"}],
            part("superiority", "good", "never"),
        )
        assert "rates and rankings are no differences: C2 (rate: often" in note(figure)
        assert note(figure).endswith("Not testable, as arms were not run: C3.")
        assert len(points(figure)) == 1

    def test_a_claim_that_depends_on_the_metric_is_marked(self):
        figure, _ = forest(
            part("superiority", "good", "bad"), more={"flags": ["other: equivalent"]}
        )
        assert "supported*" in texts(figure)
        assert "*: another metric" in note(figure)

    def test_few_seeds_have_no_bar(self):
        figure, axes = forest(part("superiority"), a={1: 0.2, 2: 0.3}, b={1: 0.3, 2: 0.4})
        assert points(figure) == [pytest.approx((-10, 1))]
        assert "inconclusive" in texts(figure)
        assert bars(axes) == []
        assert "No bar: too few seeds for an interval." in note(figure)

    @pytest.mark.parametrize("claims", [[], [part("superiority", "never", "good")]])
    def test_without_a_difference_it_says_so(self, claims):
        if claims:
            figure, _ = forest(*claims)
        else:
            figure = figures.draw("claims_forest", EMPTY, PLOT)
        assert texts(figure) == ["No claim about a difference could be tested."]


def test_columns_stand_side_by_side():
    axes = style.new_figure(PLOT, 0.5).add_subplot()
    table = [
        columns.Column("word", ["ab", "c"], ["red", "blue"]),
        columns.Column("n", ["1", "30"], numbers=True),
    ]
    columns.draw(axes, [0.0, 1.0], table, PLOT)
    assert [text.get_text() for text in axes.texts] == ["ab", "c", "word", "1", "30", "n"]
    assert [text.get_color() for text in axes.texts[:2]] == ["red", "blue"]
    assert [text.get_ha() for text in axes.texts] == ["left"] * 3 + ["right"] * 3
    assert axes.texts[0].xyann[0] < axes.texts[3].xyann[0]


def test_long_notes_are_broken_into_lines():
    wide, narrow = (marks.wrapped("word " * 60, PlotSettings(width_cm=width)) for width in (30, 15))
    assert len(narrow.splitlines()) > len(wide.splitlines()) > 1
    assert narrow.replace("\n", " ") == "word " * 59 + "word"
