"""Figures of study 3: what is drawn equals what was computed, whatever runs there are."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from evoprune.pruning.functions import HANDMADE, SEEDS
from evoprune.report.settings import PlotSettings
from evoprune.statistics.paired import hodges_lehmann, hodges_lehmann_interval
from evoprune.studies.pruning_functions import figures
from evoprune.studies.pruning_functions.figures import looks
from evoprune.studies.pruning_functions.kinds import NAMES
from tests.unit import synthetic_functions as synthetic
from tests.unit.drawn import artists, drawn, note, panel, texts, title
from tests.unit.synthetic_functions import GENERATIONS, GP, POPULATION, SEVERAL, TASKS

PLOT = PlotSettings()
THREE = synthetic.build()
SEVEN = synthetic.build(bases=7, seeds=2, longer=())
"""Enough whole networks for intervals over them."""
ARMS = [named.arm for named in SEVERAL]


@cache
def of_three(figure_id):
    """A figure of three runs of six arms, drawn once; tests only look at it."""
    return figures.draw(figure_id, THREE, PLOT)


def row_names(axes):
    return [text.get_text() for text in axes.get_yticklabels()]


def gain(place, run, generation):
    """Points of the best candidate so far over the best hand-made function of its run."""
    return 100 * (synthetic.fitness(place, run, generation) - synthetic.seed_fitness(run))


class TestFitness:
    def test_lines_are_medians_of_the_runs_with_every_run_beside(self):
        for place, arm in enumerate(ARMS):
            axes = panel(of_three("fitness"), arm)
            (best,), (mean,) = drawn(axes, "median best_so_far"), drawn(axes, "median fitness_mean")
            expected = [gain(place, 1, g) for g in range(GENERATIONS)]
            assert list(best.get_xdata()) == list(range(GENERATIONS))
            assert best.get_ydata() == pytest.approx(expected)
            assert mean.get_ydata() == pytest.approx(np.array(expected) - 5)
            assert mean.get_linestyle() != best.get_linestyle() == "-"
            runs = [line.get_ydata() for line in drawn(axes, "run")]
            every = [
                [gain(place, run, g) - less for g in range(GENERATIONS)]
                for less in (5, 0)
                for run in range(3)
            ]
            assert np.array(runs) == pytest.approx(np.array(every))

    def test_the_best_handmade_function_and_the_evaluations_of_champions_are_said(self):
        for named in SEVERAL:
            axes = panel(of_three("fitness"), named.arm)
            (seed,) = drawn(axes, "seed")
            assert seed.get_ydata()[0] == 0
            count = synthetic.samples(named)
            champion = f"champion: {count} evaluation{'s' if count > 1 else ''}"
            assert title(axes)[1:] == ["0 is 77.6 %", champion]

    def test_panels_have_one_axis(self):
        axes = [panel(of_three("fitness"), arm) for arm in ARMS]
        (ends,) = {panel.get_ylim() for panel in axes}
        assert ends[0] < gain(3, 0, 0) - 5
        assert gain(0, 2, GENERATIONS - 1) < ends[1]

    def test_many_runs_have_quartiles(self):
        axes = panel(figures.draw("fitness", synthetic.build([GP], runs=6, tasks=()), PLOT), GP.arm)
        assert drawn(axes, "run") == []
        _, band = axes.collections
        ends = band.get_paths()[0].vertices[:, 1]
        last = [gain(0, run, GENERATIONS - 1) for run in range(6)]
        first = [gain(0, run, 0) for run in range(6)]
        assert ends.max() == pytest.approx(np.quantile(last, 0.75))
        assert ends.min() == pytest.approx(np.quantile(first, 0.25))

    def test_runs_of_nothing_but_failures_are_left_out(self):
        runs = THREE.runs.copy()
        lost = (runs["arm"] == GP.arm) & (runs["seed"] == 3)
        runs.loc[lost, "failures"] = runs.loc[lost, "evaluations"]
        axes = panel(figures.draw("fitness", replace(THREE, runs=runs), PLOT), GP.arm)
        (best,) = drawn(axes, "median best_so_far")
        assert best.get_ydata()[0] == pytest.approx(np.mean([gain(0, 0, 0), gain(0, 1, 0)]))


class TestSizeFitness:
    def test_points_are_all_evaluations_that_did_not_fail(self):
        axes = panel(of_three("size_fitness"), "faithful-gp-a+b")
        own = THREE.evaluations[THREE.evaluations["arm"] == "faithful-gp-a+b"]
        found = {c.get_label(): np.asarray(c.get_offsets()) for c in axes.collections}
        assert set(found) == {"seed", "elite", "child"}
        for origin, points in found.items():
            there = own[(own["origin"] == origin) & own["reason"].isna()]
            zeros = there["seed"].map(lambda seed: synthetic.seed_fitness(seed - 1))
            assert points[:, 0] == pytest.approx(there["size"].to_numpy(dtype=float))
            assert points[:, 1] == pytest.approx(100 * (there["fitness"] - zeros))
        lost = synthetic.failures(1)
        every = 3 * GENERATIONS * POPULATION
        assert sum(map(len, found.values())) == every - lost
        assert title(axes)[1:] == ["0 is 77.6 %", f"{lost} of {every} failed"]
        assert len(found["seed"]) == 3 * len(SEEDS)

    def test_colours_are_generations(self):
        axes = panel(of_three("size_fitness"), GP.arm)
        seeds, children = axes.collections[0], axes.collections[2]
        assert len({to_hex(colour) for colour in seeds.get_facecolors()}) == 1
        assert len({to_hex(colour) for colour in children.get_facecolors()}) == GENERATIONS - 1

    def test_champions_are_ringed(self):
        for place, arm in enumerate(ARMS):
            (ring,) = drawn(panel(of_three("size_fitness"), arm), "champions")
            sizes = [len(synthetic.champion(place, run)) for run in range(3)]
            worth = [gain(place, run, GENERATIONS - 1) for run in range(3)]
            assert list(ring.get_xdata()) == sizes
            assert ring.get_ydata() == pytest.approx(worth)

    def test_what_is_far_below_all_others_stands_at_the_edge_and_is_counted(self):
        table = THREE.evaluations.copy()
        children = (table["arm"] == GP.arm) & (table["origin"] == "child") & table["reason"].isna()
        collapsed = table.index[children][:2]
        table.loc[collapsed, "fitness"] = 0.1
        figure = figures.draw("size_fitness", replace(THREE, evaluations=table), PLOT)
        axes = panel(figure, GP.arm)
        found = {c.get_label(): np.asarray(c.get_offsets()) for c in axes.collections}
        assert set(found["below"][:, 1]) == {0.02}  # of the panel, from its lower edge
        assert found["below"][:, 0] == pytest.approx(table.loc[collapsed, "size"].to_numpy(float))
        assert len(found["child"]) == children.sum() - 2
        assert title(axes)[2].endswith("failed, 2 far below")
        assert axes.get_ylim() == panel(of_three("size_fitness"), GP.arm).get_ylim()
        other = panel(figure, "faithful-gp-a+b")
        assert "below" not in {c.get_label() for c in other.collections}

    def test_survivors_that_keep_their_fitness_are_no_evaluations(self):
        kept = THREE.evaluations.assign(evaluated=THREE.evaluations["origin"] != "elite")
        figure = figures.draw("size_fitness", replace(THREE, evaluations=kept), PLOT)
        names = {c.get_label() for c in panel(figure, GP.arm).collections}
        assert names == {"seed", "child"}


class TestRankMatrix:
    def cells(self, figure, functions):
        """Texts of the cells by function and task."""
        axes = figure.axes[0]
        inside = [t for t in axes.texts if "(" in t.get_text() or t.get_text() == "failed"]
        found = {}
        for text in inside:
            x, y = text.get_position()
            found[functions[int(y)], TASKS[int(x)]] = text.get_text()
        return found

    def test_cells_are_accuracies_and_ranks_and_rows_are_sorted(self):
        figure = of_three("rank_matrix")
        functions = row_names(figure.axes[0])
        cells = self.cells(figure, functions)
        names = [*synthetic.ORDER]
        worth = pd.DataFrame(
            {
                task: {
                    name: np.mean(
                        [
                            synthetic.accuracy(task, name, base, seed)
                            for base in (1, 2, 3)
                            for seed in range(1, 9)
                            if not synthetic.failed(task, name, base)
                        ]
                        or [np.nan]
                    )
                    for name in names
                }
                for task in TASKS
            }
        )
        ranks = worth.rank(ascending=False, na_option="bottom")
        for name in names:
            for task in TASKS:
                text = f"{100 * worth.loc[name, task]:.1f} ({ranks.loc[name, task]:g})"
                lost = (name, task) == ("discriminant_information", "e")
                assert cells[name, task] == ("failed" if lost else text)
        means = ranks.mean(axis=1)
        assert means[functions[: len(names)]].is_monotonic_increasing
        assert set(functions[len(names) :]) == {
            "l1-inverted",
            "xi_b-inverted",
            "fisher-shuffled",
            "xi_b-shuffled",
        }
        assert cells["l1-inverted", "a"] == "80.0 (17)"

    def test_mean_ranks_stand_at_the_right(self):
        figure = of_three("rank_matrix")
        functions = row_names(figure.axes[0])
        said = texts(figure)
        at = said.index("mean\nrank")
        assert said[at - len(functions)] == "1.0"
        held_out = said.index("held\nout")
        place = functions.index("l1")
        # Ranks of l1 on the tasks a to e: 2, 4, 6, 8 and 9, as one function failed on e.
        assert said[at - len(functions) + place] == "5.8"
        assert said[held_out - len(functions) + place] == "7.7"

    def test_kinds_are_told_apart_and_held_out_tasks_marked(self):
        axes = of_three("rank_matrix").axes[0]
        kinds = {"evolved": "evolved", "l1": "handmade", "xi_a": "published", "random": "random"}
        for label in axes.get_yticklabels():
            if label.get_text() in kinds:
                colour = looks.KINDS[kinds[label.get_text()]].colour
                assert label.get_color() == colour
        assert len({look.colour for look in looks.KINDS.values()}) == len(looks.KINDS)
        assert set(looks.KINDS) == set(NAMES)
        columns = [text.get_text() for text in axes.get_xticklabels()]
        assert columns == ["a", "b", *(f"{task}\n(held out)" for task in "cde")]

    def test_what_failed_on_some_networks_is_hatched(self):
        axes = of_three("rank_matrix").axes[0]
        hatched = [p for p in axes.patches if p.get_hatch()]
        functions = row_names(axes)
        places = {(functions[int(p.get_y())], TASKS[int(p.get_x())]) for p in hatched}
        assert places == {("discriminant_information", "e"), ("mmd", "d")}

    def test_n_and_failures_are_said(self):
        said = note(of_three("rank_matrix")).replace("\n", " ")
        assert said.startswith("n = 24 trials of a function on a task, on 3 whole networks of it.")
        assert "32 of 2940 trials failed (24 operations, 8 not_finite)." in said
        one = figures.draw(
            "rank_matrix", synthetic.build(runs=1, bases=1, seeds=1, longer=()), PLOT
        )
        assert "n = 1 trial of a function on a task, on 1 whole network of it. Nothing" in note(one)


class TestTransferForest:
    def differences(self, other, task):
        """By whole network, the mean over its retrainings."""
        return np.array(
            [
                np.mean([synthetic.accuracy(task, "evolved", base, seed) for seed in (1, 2)])
                - np.mean([synthetic.accuracy(task, other, base, seed) for seed in (1, 2)])
                for base in range(1, 8)
                if not synthetic.failed(task, other, base)
            ]
        )

    def test_points_and_intervals_are_paired_differences(self):
        figure = figures.draw("transfer_forest", SEVEN, PLOT)
        others = [name.removesuffix(" (best)") for name in row_names(panel(figure, "a"))]
        assert others[:2] == ["l1", "random"]
        assert set(others) == {*HANDMADE, "random"}
        for task in TASKS:
            axes = panel(figure, task)
            points = {int(p.get_ydata()[0]): p.get_xdata()[0] for p in drawn(axes, "effect")}
            bars = {int(p.get_ydata()[0]): p.get_xdata() for p in drawn(axes, "interval")}
            for place, other in enumerate(others):
                own = 100 * self.differences(other, task)
                if not len(own):
                    assert place not in points
                    continue
                assert points[place] == pytest.approx(hodges_lehmann(own))
                assert bars[place] == pytest.approx(hodges_lehmann_interval(own))

    def test_the_best_by_validation_is_named_and_failures_are_said(self):
        figure = of_three("transfer_forest")
        assert row_names(panel(figure, "a"))[0] == "l1 (best)"
        assert [title(panel(figure, task))[1] for task in TASKS] == [
            *["n = 3"] * 3,
            "n = 2 to 3",
            "n = 0 to 3",
        ]
        assert title(panel(figure, "e"))[0] == "e (held out)"
        (failed,) = [text for axes in figure.axes for text in axes.texts]
        assert failed.get_text() == "failed"
        names = [name.removesuffix(" (best)") for name in row_names(panel(figure, "a"))]
        assert failed.get_position()[1] == names.index("discriminant_information")

    def test_half_a_point_is_shaded(self):
        band = panel(of_three("transfer_forest"), "b").patches[0]
        assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((-0.5, 0.5))

    def test_below_six_networks_their_differences_stand_for_an_interval(self):
        few = synthetic.build(runs=1, bases=5, seeds=2, longer=())
        figure = figures.draw("transfer_forest", few, PLOT)
        axes = panel(figure, "b")
        assert artists(figure, "interval") == []
        names = [name.removesuffix(" (best)") for name in row_names(figure.axes[0])]
        dots = {int(p.get_ydata()[0]): p.get_xdata() for p in drawn(axes, "pairs")}
        assert dots[names.index("t")] == pytest.approx(100 * self.differences("t", "b")[:5])
        six = synthetic.build(runs=1, bases=6, seeds=1, longer=())
        assert drawn(panel(figures.draw("transfer_forest", six, PLOT), "b"), "pairs") == []

    def test_six_tasks_take_two_rows_of_panels(self):
        more = THREE.transfer[THREE.transfer["task"] == "a"].assign(task="another")
        results = replace(THREE, transfer=pd.concat([THREE.transfer, more]))
        figure = figures.draw("transfer_forest", results, PLOT)
        shown = [axes for axes in figure.axes if axes.axison]
        assert [title(axes)[0] for axes in shown][-1] == "another (held out)"
        assert len(shown) == 6
        assert row_names(shown[5])[0] == "l1 (best)"


class TestControls:
    def test_rows_are_functions_with_their_controls_and_chance(self):
        figure = of_three("controls")
        names = ["l1", "fisher", "xi_b", "random"]
        for task in TASKS:
            axes = panel(figure, task)
            assert row_names(figure.axes[0]) == names
            assert list(axes.get_yticks()) == [0, 1, 2, 3]
            runs, medians = drawn(axes, "runs"), drawn(axes, "median")
            shown = [
                *("l1", "l1-inverted", "fisher", "fisher-shuffled"),
                *("xi_b", "xi_b-inverted", "xi_b-shuffled", "random"),
            ]
            assert len(runs) == len(medians) == len(shown)
            for name, line, median in zip(shown, runs, medians, strict=True):
                own = [
                    100 * synthetic.accuracy(task, name, base, seed)
                    for base in (1, 2, 3)
                    for seed in range(1, 9)
                ]
                assert line.get_xdata() == pytest.approx(own)
                assert median.get_xdata() == pytest.approx([np.median(own)] * 2)
            (chance,) = drawn(axes, "chance")
            assert chance.get_xdata()[0] == pytest.approx(np.median(runs[-1].get_xdata()))

    def test_kinds_stand_apart_within_a_row(self):
        runs = drawn(panel(of_three("controls"), "a"), "runs")
        middles = [line.get_ydata().mean() for line in runs]
        assert middles == pytest.approx([-0.3, 0, 0.7, 1.3, 1.7, 2, 2.3, 3])
        colours = [line.get_markerfacecolor() for line in runs[:4]]
        kinds = ("handmade", "inverted", "handmade", "shuffled")
        assert colours == [looks.KINDS[kind].colour for kind in kinds]

    def test_a_control_that_failed_is_left_out(self):
        lost = THREE.transfer.copy()
        own = (lost["function"] == "l1-inverted") & (lost["task"] == "a")
        lost.loc[own, ["reason", "accuracy_test"]] = ["shape", np.nan]
        figure = figures.draw("controls", replace(THREE, transfer=lost), PLOT)
        assert len(drawn(panel(figure, "a"), "runs")) == 7
        assert len(drawn(panel(figure, "b"), "runs")) == 8


class TestCost:
    def test_bars_are_seconds_of_an_evaluation(self):
        seconds, overhead = of_three("cost").axes
        count = GENERATIONS * POPULATION
        parts = list(synthetic.SECONDS.values())
        for place in range(len(ARMS)):
            bars = seconds.patches[4 * place : 4 * place + 4]
            expected = np.array(parts) * (1 + place) / count
            assert [bar.get_width() for bar in bars] == pytest.approx(expected)
            assert bars[3].get_x() == pytest.approx(expected[:3].sum())
            assert bars[0].get_y() + bars[0].get_height() / 2 == pytest.approx(place)
        assert row_names(seconds) == ARMS
        for line in drawn(overhead, "runs"):
            assert line.get_xdata() == pytest.approx([0.25] * 3)

    def test_a_part_that_no_run_has_takes_nothing(self):
        timings = THREE.timings.drop(columns=["cpu_seconds_validation"])
        seconds, overhead = figures.draw("cost", replace(THREE, timings=timings), PLOT).axes
        assert seconds.patches[3].get_width() == 0
        assert drawn(overhead, "runs")[0].get_xdata() == pytest.approx([1 - 30 / 35] * 3)
