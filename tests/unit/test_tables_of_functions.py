"""Tables of study 3: numbers of synthetic runs and trials, and what they show where is little."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evoprune.pruning.functions import HANDMADE
from evoprune.report.tables import csv_text, latex, markdown
from evoprune.statistics.multiplicity import holm
from evoprune.statistics.paired import hodges_lehmann, hodges_lehmann_interval
from evoprune.statistics.signed_rank import exact_wilcoxon
from evoprune.studies.pruning_functions import tables
from evoprune.studies.pruning_functions.comparing import Pairs, best_known, rivals
from evoprune.studies.pruning_functions.means import agreement
from evoprune.studies.pruning_functions.ranking import ranked
from evoprune.studies.pruning_functions.variants import VARIANTS
from tests.unit import synthetic_functions as synthetic
from tests.unit.synthetic_functions import GENERATIONS, GP, POPULATION, SEVERAL, TASKS

THREE = synthetic.build()
WITH_OWN = synthetic.build(controls=[("own", ("var", "X"))])
SEVEN = synthetic.build(bases=7, seeds=2, longer=())
"""Enough whole networks for tests over them."""
FEW = {"bases": 1, "seeds": 1, "longer": ()}
CASES = {
    "one of each": synthetic.build(arms=[GP], runs=1, **FEW),
    "no transfer": synthetic.build(arms=[GP], runs=2, tasks=(), longer=()),
    "nothing but failures": synthetic.build(arms=[GP], runs=1, nothing=True, **FEW),
}


def data(name, results, *index):
    table = tables.build(name, results).data
    return table.set_index(list(index)) if index else table


def shown(name, results, index):
    return tables.build(name, results).display.set_index(index)


def accuracies(name, task):
    """Test accuracies of a function on seven networks, by network: those of both retrainings."""
    return {
        base: [synthetic.accuracy(task, name, base, seed) for seed in (1, 2)]
        for base in range(1, 8)
        if not synthetic.failed(task, name, base)
    }


class TestAll:
    @pytest.mark.parametrize("case", CASES)
    @pytest.mark.parametrize("name", tables.TABLES)
    def test_every_table_has_rows_or_says_why_not(self, name, case):
        table = tables.build(name, CASES[case])
        assert list(table.display.columns)
        assert len(table.data) == len(table.display)
        assert table.notes
        for text in (markdown(table), latex(table), csv_text(table.data)):
            words = set(text.replace("|", " ").replace(",", " ").split())
            assert not words & {"nan", "None", "<NA>", "NaN"}

    def test_what_there_is_follows_from_the_contents(self):
        of_trials = {"functions", "transfer", "ranks", "overlap"}
        assert set(tables.available([])) == set(tables.TABLES) - of_trials
        assert set(tables.available([], ["transfer"])) == set(tables.TABLES)


class TestSummary:
    def test_champions_and_what_they_took(self):
        table = data("summary", THREE, "arm")
        for place, named in enumerate(SEVERAL):
            row = table.loc[named.arm]
            worth = [synthetic.fitness(place, run, GENERATIONS - 1) for run in range(3)]
            assert row["fitness_median"] == pytest.approx(np.median(worth))
            assert row["fitness_q1"] == pytest.approx(np.quantile(worth, 0.25))
            assert row["gain_median"] == pytest.approx(worth[1] - synthetic.seed_fitness(1))
            assert row["fitness_samples_median"] == synthetic.samples(named)
            sizes = [len(synthetic.champion(place, run)) for run in range(3)]
            assert row["size_median"] == np.median(sizes)
            assert row["evaluations"] == 3 * GENERATIONS * POPULATION
            assert row["failures"] == synthetic.failures(1)
            assert row["failure_share"] == pytest.approx(3 / 84)

    def test_percent_and_points_are_shown(self):
        row = shown("summary", THREE, "arm").loc["repaired-seeds-a+b"]
        assert row["fitness, %"] == "77.40 [77.20, 77.60]"
        assert row["gain, points"] == "-0.20 [-0.60, 0.20]"
        assert row["failed, %"] == "3.6"
        one = synthetic.build(arms=[GP], runs=1, **FEW)
        assert shown("summary", one, "arm").loc[GP.arm, "fitness, %"] == "83.00"


class TestFunctions:
    def test_formulas_and_equal_trees(self):
        table = data("functions", THREE, "function")
        assert table.loc["fisher", "formula"] == (
            "(mu_+ - mu_-)^2 / (sigma^2_+ + sigma^2_- + 0.0001)"
        )
        assert (table.loc["fisher", "size"], table.loc["fisher", "height"]) == (13, 4)
        assert table.loc["repaired-gp-a+b.1", "equal_to"] == "evolved"
        assert table.loc["xi_a", "equal_to"] == "evolved"
        assert pd.isna(table.loc["evolved", "equal_to"])
        assert table.loc["random", ["size", "formula", "equal_to"]].isna().all()

    def test_simplified_formulas_are_shown_and_whole_ones_kept(self):
        arm = "repaired-random-a+b.2"
        assert data("functions", THREE, "function").loc[arm, "formula"].count("sqrt") == 2
        row = shown("functions", THREE, "function").loc[arm]
        assert (row["nodes"], row["height"]) == ("21", "8")
        assert "|" not in row["formula"]


class TestTransfer:
    def test_accuracies_and_differences_are_those_of_the_trials(self):
        table = data("transfer", SEVEN, "function", "task")
        for name in ("evolved", "random", "mmd"):
            for task in TASKS:
                row, own = table.loc[name, task], accuracies(name, task)
                best = accuracies("l1", task)
                pairs = np.array([np.mean(own[base]) - np.mean(best[base]) for base in own])
                assert (row["n"], row["pairs"]) == (2 * len(own), len(own))
                assert row["failures"] == 14 - 2 * len(own)
                every = np.concatenate(list(own.values()))
                assert row["test_mean"] == pytest.approx(every.mean())
                assert row["test_sd"] == pytest.approx(every.std(ddof=1))
                assert row["validation_mean"] == pytest.approx(row["test_mean"] + 0.01)
                assert row["difference"] == pytest.approx(hodges_lehmann(pairs))
                ends = hodges_lehmann_interval(pairs)
                assert row[["low", "high"]].tolist() == pytest.approx(ends)
                assert row["p"] == pytest.approx(exact_wilcoxon(pairs))
                assert row["held_out"] == (task in "cde")

    def test_holm_corrects_functions_champions_and_controls_of_a_task_by_themselves(self):
        table = data("transfer", SEVEN)
        assert set(table["family"]) == {
            f"{task}, {words}" for task in TASKS for words in ("functions", "champions", "controls")
        }
        for _, family in table.dropna(subset=["p"]).groupby("family"):
            assert family["p_holm"].tolist() == pytest.approx(holm(family["p"].tolist()))
        first = table[(table["family"] == "a, functions")].dropna(subset=["p"])
        assert len(first) == len(HANDMADE) - 1 + 6

    def test_an_expression_of_a_config_is_tested_among_the_controls(self):
        own = data("transfer", WITH_OWN, "function", "task")
        assert {own.loc[("own", task), "family"] for task in TASKS} == {
            f"{task}, controls" for task in TASKS
        }
        first = own[own["family"] == "a, functions"]
        assert len(first) == len(synthetic.ORDER)

    def test_the_best_is_named_and_not_compared_with_itself(self):
        table = tables.build("transfer", THREE)
        assert table.caption.endswith("the best hand-made function, l1.")
        rows = table.display.set_index(["task", "function"])
        assert rows.loc[("a", "l1"), "difference [95 %]"] == "best"
        assert rows.loc[("e (held out)", "discriminant_information"), "n"] == "0, 24 failed"
        assert rows.loc[("d (held out)", "mmd"), "n"] == "16, 8 failed"

    def test_few_pairs_have_no_interval_and_no_p(self):
        few = synthetic.build(arms=[GP], runs=1, bases=5, seeds=2, longer=())
        row = data("transfer", few, "function", "task").loc[("t", "b")]
        assert row["pairs"] == 5
        own, best = accuracies("t", "b"), accuracies("l1", "b")
        pairs = [np.mean(own[base]) - np.mean(best[base]) for base in range(1, 6)]
        assert row["difference"] == pytest.approx(hodges_lehmann(pairs))
        assert row[["low", "high", "p", "p_holm"]].isna().all()


class TestComparing:
    def test_a_network_needs_retrainings_that_both_have(self):
        pairs = Pairs(THREE)
        # Eight retrainings of the evolved function, two of the champion: the same two count.
        evolved, champion = pairs.of("evolved", "repaired-gp-a.1", "d")
        for base, found in evolved.items():
            own = [synthetic.accuracy("d", "evolved", base, seed) for seed in (1, 2)]
            assert found == pytest.approx(np.mean(own))
        assert evolved.keys() == champion.keys() == {1, 2, 3}
        assert pairs.difference("evolved", "mmd", "d").pairs == 2
        assert pairs.difference("evolved", "discriminant_information", "e").effect is None
        assert pairs.of("nobody", "l1", "a") == ({}, {})
        swapped = pairs.difference("random", "evolved", "a")
        assert swapped.effect == pytest.approx(-pairs.difference("evolved", "random", "a").effect)

    def test_the_best_by_validation_and_chance_come_first(self):
        assert best_known(THREE) == "l1"
        assert rivals(THREE)[:3] == ["l1", "random", "l2"]
        assert best_known(CASES["no transfer"]) is None
        assert best_known(CASES["nothing but failures"]) is None
        assert rivals(CASES["nothing but failures"])[:2] == ["random", "l1"]


class TestRanks:
    def test_ranks_and_their_means(self):
        table = data("ranks", THREE, "function")
        assert table.loc["l1", [f"rank_{t}" for t in TASKS]].tolist() == [2, 4, 6, 8, 9]
        assert table.loc["l1", "mean_rank"] == pytest.approx(5.8)
        assert table.loc["l1", "mean_rank_held_out"] == pytest.approx(23 / 3)
        own = table.index[: len(synthetic.ORDER)]
        assert set(own) == set(synthetic.ORDER)
        assert table.loc[own, "mean_rank"].is_monotonic_increasing

    def test_controls_move_nobody(self):
        found = ranked(THREE)
        without = THREE.transfer[~THREE.transfer["kind"].isin(["inverted", "shuffled"])]
        alone = ranked(replace(THREE, transfer=without))
        pd.testing.assert_frame_equal(
            found.ranks.loc[alone.ranks.index], alone.ranks, check_names=False
        )
        worth = found.accuracies["a"]
        better = (worth[list(synthetic.ORDER)] > worth["xi_b-shuffled"]).sum()
        assert found.ranks.loc["xi_b-shuffled", "a"] == better + 1

    def test_an_expression_of_a_config_moves_nobody(self):
        found = ranked(WITH_OWN)
        alone = ranked(THREE)
        assert set(found.kinds) == {*alone.kinds, "own"}
        pd.testing.assert_frame_equal(found.ranks.loc[list(alone.kinds)], alone.ranks)
        assert found.ranks.loc["own"].tolist() == alone.ranks.loc["evolved"].tolist()
        assert (
            list(found.kinds)[: len(synthetic.ORDER)] == list(alone.kinds)[: len(synthetic.ORDER)]
        )

    def test_what_failed_throughout_ranks_last(self):
        found = ranked(THREE)
        assert found.ranks.loc["discriminant_information", "e"] == len(synthetic.ORDER)
        assert found.failures.loc["discriminant_information", "e"] == 24
        assert found.trials.loc["discriminant_information", "e"] == 24
        assert found.failures.to_numpy().sum() == 32


class TestEvaluations:
    def test_failures_by_reason_the_most_frequent_first(self):
        table = THREE.evaluations.copy()
        lost = table.index[(table["arm"] == GP.arm) & table["reason"].notna()]
        table.loc[lost[0], "reason"] = "seconds"
        rows = data("evaluations", replace(THREE, evaluations=table))
        own = rows[rows["arm"] == GP.arm]
        assert own["reason"].tolist() == ["all", "shape", "seconds"]
        assert own["failures"].tolist() == [3, 2, 1]
        assert own["share"].tolist() == pytest.approx([3 / 84, 2 / 84, 1 / 84])
        assert own["runs"].tolist() == [1, 1, 1]
        assert own["trees"].tolist() == [3, 2, 1]

    def test_kept_fitness_is_no_evaluation(self):
        table = THREE.evaluations.assign(evaluated=THREE.evaluations["generation"] == 0)
        rows = data("evaluations", replace(THREE, evaluations=table))
        assert rows["reason"].tolist() == ["all"] * len(SEVERAL)
        assert rows["evaluations"].tolist() == [3 * POPULATION] * len(SEVERAL)


class TestCost:
    def test_seconds_of_an_evaluation_by_part(self):
        table = data("cost", THREE, "arm")
        count = GENERATIONS * POPULATION
        for place, named in enumerate(SEVERAL):
            for part, seconds in synthetic.SECONDS.items():
                own = table.loc[named.arm, f"{part}_median"]
                assert own == pytest.approx(seconds * (1 + place) / count)
            assert table.loc[named.arm, "total_median"] == pytest.approx(40 * (1 + place) / count)
            assert table.loc[named.arm, "overhead_median"] == pytest.approx(0.25)


class TestArithmetic:
    def test_arms_on_one_task_are_left_out(self):
        assert data("arithmetic", THREE)["arm"].tolist() == [
            named.arm for named in SEVERAL if "+" in named.tasks
        ]

    def test_means_are_of_recorded_accuracies(self):
        own = THREE.evaluations[(THREE.evaluations["arm"] == GP.arm)]
        first = own[(own["seed"] == 1)]
        sides = np.array([[a["a"][0], a["b"][0]] for a in first["accuracies"]])
        means = np.sqrt(sides.prod(axis=1)), sides.mean(axis=1)
        upper = np.triu_indices(28, 1)
        signs = [np.sign(np.round(np.subtract.outer(m, m)[upper], 9)) for m in means]
        counts = [np.count_nonzero(sign) for sign in signs]
        found = agreement(THREE, GP.arm, 1)
        assert found.evaluations == len(sides) == 28
        assert found.tau == pytest.approx((signs[0] @ signs[1]) / np.sqrt(np.prod(counts)))
        assert found.tau < 1

    def test_another_champion_and_what_it_loses(self):
        # Two trees, evaluated three times each: one is even, the other better on one task alone.
        even, uneven = {"a": [0.8], "b": [0.8]}, {"a": [0.99], "b": [0.63]}
        own = THREE.evaluations[
            (THREE.evaluations["arm"] == GP.arm) & (THREE.evaluations["seed"] == 1)
        ].head(6)
        own = own.assign(
            accuracies=[even, uneven] * 3, digest=["even", "uneven"] * 3, evaluated=True
        )
        found = agreement(replace(THREE, evaluations=own), GP.arm, 1)
        assert (found.geometric, found.arithmetic, found.trees) == ("even", "uneven", 2)
        assert found.lost == pytest.approx(0.8 - np.sqrt(0.99 * 0.63))
        row = data("arithmetic", replace(THREE, evaluations=own), "arm").loc[GP.arm]
        assert (row["runs"], row["other_champion"]) == (1, 1)
        assert row["loss_max"] == pytest.approx(found.lost)

    def test_a_tree_of_few_evaluations_is_no_champion(self):
        own = THREE.evaluations[
            (THREE.evaluations["arm"] == GP.arm) & (THREE.evaluations["seed"] == 1)
        ].head(4)
        lucky, steady = {"a": [0.9], "b": [0.9]}, {"a": [0.8], "b": [0.7]}
        own = own.assign(
            accuracies=[lucky, steady, steady, steady], digest=["lucky", *["steady"] * 3]
        )
        found = agreement(replace(THREE, evaluations=own), GP.arm, 1)
        assert (found.trees, found.geometric) == (1, "steady")


def test_variants_are_those_of_the_study():
    table = data("variants", THREE, "variant")
    assert list(table.index) == list(VARIANTS)
    assert table.loc["repaired", ["arms", "runs"]].tolist() == [5, 15]
    assert table.loc["faithful", ["arms", "runs"]].tolist() == [1, 3]
    own = synthetic.build(arms=[GP._replace(variant="repaired+mine")], runs=1, **FEW)
    assert data("variants", own, "variant").loc["mine", "says"] == "a variant of the config's own"
