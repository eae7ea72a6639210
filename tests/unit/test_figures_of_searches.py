"""Figures of study 2: what is drawn equals what was computed, whatever runs there are."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evoprune.claims.decide import decide
from evoprune.claims.output import describe
from evoprune.claims.registration import Standing
from evoprune.evolution.codes import ALPHABET
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria import figures
from evoprune.studies.filter_criteria.figures import (
    chosen,
    inheritance_cost,
    looks,
    staleness,
)
from tests.unit import synthetic_searches as synthetic
from tests.unit.claimed import Fake, cards, part
from tests.unit.drawn import artists, labels_drawn, note, texts
from tests.unit.drawn_searches import LOST, PAIR, SIX, panel, row_names
from tests.unit.synthetic_searches import FAITHFUL, REPAIRED, SEVERAL

PLOT = PlotSettings()


@cache
def of_six(figure_id):
    """A figure of six runs of thirteen arms, drawn once; tests only look at it."""
    return figures.draw(figure_id, SIX, PLOT)


def drawn(axes, label):
    return [line for line in axes.lines if line.get_label() == label]


def place(arm):
    return [named.arm for named in SEVERAL].index(arm)


class TestErrorByArm:
    def test_rows_are_test_errors_and_shares(self):
        error, share = of_six("error_by_arm").axes
        assert [name.replace("\n", "") for name in row_names(error)] == SIX.arms
        for axes, expected in ((error, synthetic.test_error), (share, lambda p, r: 0.45)):
            runs, medians = drawn(axes, "runs"), drawn(axes, "median")
            for number, named in enumerate(SEVERAL[1:], start=1):
                values = [expected(number, run) for run in range(6)]
                assert runs[number].get_xdata() == pytest.approx(values)
                assert runs[number].get_ydata() == pytest.approx(np.full(6, number), abs=0.2)
                assert medians[number].get_xdata() == pytest.approx([np.median(values)] * 2)
                look = looks.of_arms(SIX)[named.arm]
                assert runs[number].get_markeredgecolor() == look.colour
                assert (runs[number].get_markerfacecolor() == "white") != look.filled
        assert list(drawn(share, "runs")[0].get_xdata()) == [1.0] * 6

    def test_the_whole_network_and_the_wanted_share_are_marked(self):
        error, share = of_six("error_by_arm").axes
        dense = drawn(error, "dense")
        (target,) = drawn(share, "target")
        assert [line.get_xdata()[0] for line in dense] == pytest.approx([0.105] * 13)
        assert [line.get_ydata().mean() for line in dense] == pytest.approx(range(13))
        assert target.get_xdata()[0] == 0.5

    def test_arms_are_compared_with_their_own_network_and_data_set(self):
        large = {"network": "resnet14", "dataset": "fashion_mnist"}
        others = [named._replace(arm=f"{named.arm}-large", **large) for named in PAIR]
        results = synthetic.build(arms=[*PAIR, *others], seeds=1)
        error, _ = figures.draw("error_by_arm", results, PLOT).axes
        shown = [line.get_xdata()[0] for line in drawn(error, "dense")]
        assert shown == pytest.approx([0.1] * 3 + [0.13] * 3)
        hypervolume = figures.draw("hypervolume", results, PLOT)
        assert len(drawn(panel(hypervolume, "faithful-mixed"), "other arm")) == 1
        assert note(hypervolume).startswith("resnet8 on digits; resnet14 on fashion_mnist.")

    def test_without_the_whole_network_there_is_no_line(self):
        figure = figures.draw("error_by_arm", synthetic.build(arms=[FAITHFUL], seeds=1), PLOT)
        assert artists(figure, "dense") == artists(figure, "median") == []
        assert [text.get_text() for text in figure.legends[0].get_texts()] == [
            "median of an arm",
            "wanted share",
            "NSGA-II",
            "hollow: as released",
        ]

    def test_diverged_runs_are_counted_and_not_drawn(self):
        error, _ = figures.draw("error_by_arm", LOST, PLOT).axes
        runs = drawn(error, "runs")
        counts = {round(float(run.get_ydata().mean())): len(run.get_xdata()) for run in runs}
        assert counts == {n: 2 if n == 2 else 3 for n in range(13) if n != 3}
        assert row_names(error)[3] == "repaired-l1\nn = 0, 3 diverged"


class TestFronts:
    def test_points_are_members_with_both_errors(self):
        axes = panel(of_six("fronts"), "repaired-mixed")
        for column, more in (("error", 0.0), ("error_reevaluated", 0.1)):
            members = drawn(axes, f"members {column}")
            assert len(members) == 6
            for run, line in enumerate(members):
                errors = np.array(synthetic.front_errors(place("repaired-mixed"), run))
                assert line.get_ydata() == pytest.approx(errors + more)
                assert list(line.get_xdata()) == list(synthetic.SHARES)

    def test_steps_are_what_half_of_the_runs_attain(self):
        axes = panel(of_six("fronts"), "repaired-mixed")
        (half,) = drawn(axes, "half error")
        # The third best of six runs.
        expected = synthetic.front_errors(place("repaired-mixed"), 2)
        assert half.get_ydata() == pytest.approx([*expected, expected[-1]])
        assert list(half.get_xdata()) == [*synthetic.SHARES, 1.0]
        assert half.get_drawstyle() == "steps-post"

    def test_the_shade_goes_from_what_any_to_what_all_runs_attain(self):
        axes = panel(of_six("fronts"), "repaired-mixed")
        (shade,) = [c for c in axes.collections if c.get_label() == "range error"]
        (path,) = shade.get_paths()
        best, worst = (synthetic.front_errors(place("repaired-mixed"), run) for run in (0, 5))
        for x, low, high in zip((0.3, 0.6, 0.9), best, worst, strict=True):
            for y in (low + 0.001, high - 0.001):
                assert path.contains_point((x, y))
            for y in (low - 0.001, high + 0.001):
                assert not path.contains_point((x, y))
        assert not path.contains_point((0.1, (best[0] + worst[0]) / 2))

    def test_the_member_that_is_trained_and_the_wanted_share_are_marked(self):
        axes = panel(of_six("fronts"), "faithful-mixed")
        (picks,) = drawn(axes, "picks")
        assert list(picks.get_xdata()) == [0.45] * 6
        errors = [synthetic.front_errors(1, run)[1] for run in range(6)]
        assert picks.get_ydata() == pytest.approx(errors)
        (target,) = drawn(axes, "target")
        assert target.get_xdata()[0] == 0.5

    def test_candidates_from_scratch_have_one_error(self):
        results = synthetic.build(arms=PAIR, seeds=3)
        axes = panel(figures.draw("fronts", results, PLOT), "faithful-mixed-scratch")
        assert drawn(axes, "members error_reevaluated") == drawn(axes, "half error_reevaluated")
        assert len(drawn(axes, "members error")) == 3

    def test_one_run_has_no_steps_and_two_have_no_shade(self):
        for seeds, steps in ((1, 0), (2, 2)):
            results = synthetic.build(arms=[FAITHFUL], seeds=seeds)
            figure = figures.draw("fronts", results, PLOT)
            assert sum(name.startswith("half") for name in labels_drawn(figure)) == steps
            assert len(figure.axes[0].collections) == 0


class TestHypervolume:
    def test_the_median_and_quartiles_of_many_runs(self):
        axes = panel(of_six("hypervolume"), "repaired-gm")
        runs = np.array([synthetic.hypervolumes(place("repaired-gm"), run) for run in range(6)])
        (median,) = drawn(axes, "median hypervolume")
        assert list(median.get_xdata()) == list(synthetic.generations())
        assert median.get_ydata() == pytest.approx(np.median(runs, axis=0))
        (band,) = axes.collections
        ends = band.get_paths()[0].vertices
        assert ends[:, 1].min() == pytest.approx(np.quantile(runs, 0.25, axis=0).min())
        assert ends[:, 1].max() == pytest.approx(np.quantile(runs, 0.75, axis=0).max())
        assert len(drawn(axes, "other arm")) == 11
        assert drawn(axes, "run") == []

    def test_few_runs_are_drawn_each(self):
        results = synthetic.build(arms=PAIR, seeds=3)
        axes = panel(figures.draw("hypervolume", results, PLOT), "faithful-mixed")
        runs = drawn(axes, "run")
        for run, line in enumerate(runs):
            assert line.get_ydata() == pytest.approx(synthetic.hypervolumes(1, run))
        assert len(runs) == 3
        assert len(axes.collections) == 0

    def test_what_is_left_after_the_search_is_a_mark_a_run(self):
        figure = of_six("hypervolume")
        (anew,) = drawn(panel(figure, "repaired-mixed"), "anew")
        last = [synthetic.hypervolumes(2, run)[-1] - 0.05 for run in range(6)]
        assert anew.get_ydata() == pytest.approx(last)
        assert min(anew.get_xdata()) > synthetic.GENERATIONS
        (none,) = drawn(panel(figure, "faithful-mixed-"), "anew")
        assert len(none.get_ydata()) == 0


class TestLayerMaps:
    def test_cells_are_shares_of_removed_filters(self):
        ratios, *_ = of_six("layer_maps").axes
        cells = ratios.images[0].get_array()
        # Masks keep 1 to 3 filters in even runs and one more in odd ones.
        expected = 1 - (np.array([1, 2, 3]) + 0.5) / synthetic.FILTERS
        assert cells.shape == (12, 3)
        assert np.asarray(cells) == pytest.approx(np.tile(expected, (12, 1)))
        assert [text.get_text() for text in ratios.texts[:3]] == ["0.81", "0.69", "0.56"]

    def test_bars_are_shares_of_the_members(self):
        _, criteria, *_ = of_six("layer_maps").axes
        heights = {
            bars.get_label(): [abs(bar.get_height()) for bar in bars]
            for bars in criteria.containers
        }
        tall = 1 - 0.16
        # Layer n of member m has criterion n + m of the alphabet; there are three of each.
        third = tall / 3
        assert heights["0 l1"] == pytest.approx([third, 0, third])
        assert heights["0 es"] == pytest.approx([third] * 3)
        assert heights["0 gm"] == pytest.approx([0, third, third])
        assert heights["2 l1"] == pytest.approx([tall] * 3)
        assert "10 l1" not in heights
        assert texts(of_six("layer_maps"))[-1] == "inert"

    def test_networks_with_fewer_layers_leave_cells_empty(self):
        large, small = (
            synthetic.build(arms=[named], seeds=1, layers=layers)
            for named, layers in ((FAITHFUL, 40), (REPAIRED, 3))
        )
        both = replace(
            large,
            **{
                name: pd.concat([getattr(large, name), getattr(small, name)])
                for name in ("runs", "fronts")
            },
        )
        ratios, *_ = figures.draw("layer_maps", both, PLOT).axes
        cells = ratios.images[0].get_array()
        assert np.isfinite(np.ma.filled(cells, np.nan)).sum(axis=1).tolist() == [40, 3]
        assert len(ratios.texts) == 0


class TestKeptOverlap:
    def test_lines_are_overlap_correlation_and_spread(self):
        figure = of_six("kept_overlap")
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        assert [t.replace("\n", "") for t in titles if t] == [
            "faithful-mixed",
            "repaired-mixed",
            "repaired+momentum_kept-mixed-pretrained",
        ]
        overlap, gamma, spread = (figure.axes[n] for n in (0, 3, 6))
        for name in ALPHABET:
            (line,) = drawn(overlap, f"median overlap_{name}")
            expected = [synthetic.overlap(FAITHFUL, name, g) for g in range(5)]
            assert line.get_ydata() == pytest.approx(expected)
            (line,) = drawn(gamma, f"median gamma_{name}")
            assert list(line.get_xdata()) == [1, 2, 3, 4]
            assert line.get_ydata() == pytest.approx([0.1, 0.2, 0.3, 0.4])
        (line,) = drawn(spread, "median gamma_spread")
        assert line.get_ydata() == pytest.approx([0, 0.01, 0.02, 0.03, 0.04])
        (chance,) = drawn(overlap, "chance")
        assert chance.get_ydata()[0] == 0.5

    def test_an_arm_stands_for_its_variant(self):
        arms = SIX.arms
        assert chosen.of_variants(SIX, arms) == [
            "faithful-mixed",
            "repaired-mixed",
            "repaired+momentum_kept-mixed-pretrained",
        ]
        without = [arm for arm in arms if arm != "repaired-mixed"]
        assert "repaired-l1" in chosen.of_variants(SIX, without)
        assert chosen.of_variants(SIX, ["dense", "faithful-mixed-scratch"]) == []


class TestStaleness:
    def test_points_are_residual_ranks_of_new_candidates(self):
        results = synthetic.build(arms=[FAITHFUL], seeds=2)
        figure = figures.draw("staleness", results, PLOT)
        (points,) = [c for c in figure.axes[0].collections if c.get_label() == "candidates"]
        offsets = np.asarray(points.get_offsets())
        assert offsets[:, 0].tolist() == list(range(1, 25)) * 2
        table = results.evaluations
        for seed in (1, 2):
            new = table[(table["seed"] == seed) & (table["of"] == table["number"])]
            error, size = (stats.rankdata(new[n]) for n in ("error_validation", "flops"))
            line = stats.linregress(size, error)
            expected = (error - line.intercept - line.slope * size) / 24
            own = offsets[24 * (seed - 1) : 24 * seed, 1]
            assert own == pytest.approx(expected)
        assert figure.axes[0].get_title(loc="left") == "faithful-mixed\ncorrelation −0.51"

    def test_medians_of_generations_fall_with_the_order(self):
        figure = of_six("staleness")
        (median,) = drawn(figure.axes[0], "median")
        new = staleness.new_candidates(SIX)
        own = new[new["arm"] == "faithful-mixed"].groupby("generation")["residual"].median()
        assert median.get_ydata() == pytest.approx(own.to_numpy())
        assert (np.diff(median.get_ydata()) < 0).all()

    def test_the_front_s_share_stands_beside_the_expected_one(self):
        figure = figures.draw("staleness", synthetic.build(arms=[FAITHFUL], seeds=3), PLOT)
        below = figure.axes[2]
        (runs,), (expected,) = drawn(below, "runs"), drawn(below, "expected")
        assert runs.get_xdata() == pytest.approx([1 / 3] * 3)
        assert expected.get_xdata()[0] == 6 / 24

    def test_random_searches_are_shown_as_the_control(self):
        new = staleness.new_candidates(SIX)
        arms = staleness.shown(SIX, set(new["arm"]))
        assert "repaired-mixed-random_search" in arms
        assert "faithful-mixed-scratch" not in arms


class TestInheritanceCost:
    def test_costs_are_those_of_a_new_candidate(self):
        seconds, steps, _ = of_six("inheritance_cost").axes
        for axes, values in ((seconds, {"inherit": 1.0, "scratch": 2.5}), (steps, synthetic.STEPS)):
            shown = [line.get_xdata()[0] for line in drawn(axes, "runs")]
            expected = [values[named.weights] for named in SEVERAL[1:]]
            assert shown == pytest.approx(expected)

    def test_the_speed_up_is_stated(self):
        ((scratch, inherit, ratios, steps),) = inheritance_cost.speed_ups(
            inheritance_cost.costs(SIX)
        )
        assert (scratch, inherit) == ("faithful-mixed-scratch", "faithful-mixed")
        assert ratios == pytest.approx([2.5] * 6)
        assert steps == 3.0
        said = note(of_six("inheritance_cost")).replace("\n", " ")
        assert "takes 2.50 times (2.50 to 2.50) the processor time and 3.00 times" in said
        alone = figures.draw("inheritance_cost", synthetic.build(arms=[FAITHFUL], seeds=1), PLOT)
        assert note(alone).endswith("no speed-up can be given.")

    def test_bars_are_phases_of_a_run(self):
        _, _, whole = figures.draw(
            "inheritance_cost", synthetic.build(arms=PAIR, seeds=2), PLOT
        ).axes
        widths = [bar.get_width() for bar in whole.patches]
        phases = len(inheritance_cost.PHASES)
        assert widths[:phases] == pytest.approx([0, 24, 3, 2.5, 0, 0.75])
        assert widths[phases:] == pytest.approx([0, 60, 3, 0, 0, 0.75])
        assert whole.patches[2].get_x() == 24


class TestEarlyAndLate:
    def test_rows_are_three_kinds_of_weights(self):
        early, late = figures.draw("early_and_late", synthetic.build(arms=PAIR, seeds=2), PLOT).axes
        assert row_names(early) == ["faithful-mixed"]
        errors = [synthetic.test_error(1, run) for run in range(2)]
        for axes, shifts in ((early, (0.4, 0.1, 0.2)), (late, (0.0, -0.05, -0.04))):
            for line, shift in zip(drawn(axes, "runs"), shifts, strict=True):
                assert line.get_xdata() == pytest.approx(np.array(errors) + shift)


class TestRanking:
    def test_points_are_errors_trained_alone(self):
        figure = figures.draw("ranking", synthetic.build(arms=[FAITHFUL], seeds=2), PLOT)
        for axes, shift in ((figure.axes[0], 0.0), (figure.axes[2], -0.1)):
            (points,) = axes.collections
            offsets = np.asarray(points.get_offsets())
            inherited = np.array([0.2 + 0.05 * n for n in range(8)] * 2)
            truth = [
                0.15 + 0.01 * n + run * synthetic.RUN_STEP / 2 for run in (0, 1) for n in range(8)
            ]
            assert offsets[:, 0] == pytest.approx(inherited + shift)
            assert offsets[:, 1] == pytest.approx(truth)

    def test_correlations_stand_above(self):
        figure = figures.draw("ranking", synthetic.build(arms=[FAITHFUL], seeds=3), PLOT)
        assert figure.axes[0].get_title(loc="left").split("\n") == [
            "faithful-mixed",
            "in the search: +0.09 [+0.08, +0.10]",
            "given operations: +0.19 [+0.18, +0.20]",
            "given order: +0.29 [+0.28, +0.30]",
        ]
        assert figure.axes[2].get_title(loc="left").split("\n") == [
            "after the search: +0.39 [+0.38, +0.40]",
            "ceiling: +0.90 [+0.90, +0.90]",
        ]


def test_claims_are_drawn_as_in_the_other_study():
    good, bad = (lambda seed: 0.2), (lambda seed: 0.25 + 0.0001 * seed)
    claim = cards(part("superiority", "good", "bad"))
    decisions = decide(claim, "autoencoder", Fake(good=good, bad=bad), lambda c: Standing("x"))
    figure = figures.draw(
        "claims_forest", replace(SIX, claims=[describe(d) for d in decisions]), PLOT
    )
    (effect,) = artists(figure, "effect")
    assert effect.get_xdata()[0] == pytest.approx(-5.155)
    assert "supported" in texts(figure)
