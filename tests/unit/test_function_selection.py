"""Who survives, who has children, and what a run ends with."""

from collections import Counter

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.candidate import Candidate, Evaluated
from evoprune.evolution.genetic_programming.champion import best_so_far, champion
from evoprune.evolution.genetic_programming.searches.base import elites
from evoprune.evolution.genetic_programming.selection import estimates, parents, ranked, samples_of
from evoprune.evolution.genetic_programming.settings import Evolution, TreeSwitches
from evoprune.studies.pruning_functions.metrics import generations, measured
from tests import small_functions

FAITHFUL = TreeSwitches()
REPAIRED = TreeSwitches(fitness_of="tree", reevaluate_elites=True, smaller_first=True)
TREES = {
    "N": Tree(("N",)),
    "abs": Tree(("abs", "N")),
    "sum": Tree(("sum", "mX")),
    "long": Tree(("sum", "abs", "abs", "mX")),
    "other": Tree(("num", "X")),
}


def generation(number, *found):
    """Candidates of a generation: a tree and its fitness, or that and what it keeps."""
    return [
        Evaluated(
            Candidate(number, slot, TREES[name], "child", fitness=kept[0] if kept else None),
            fitness,
            None if fitness else "shape",
            {},
        )
        for slot, (name, fitness, *kept) in enumerate(found)
    ]


def chosen(history, evolution, switches, seed=1):
    return parents(np.random.default_rng(seed), history, evolution, switches)


THREE = Evolution(population=5, parents=3)


def test_the_best_are_parents_and_of_equal_ones_the_earlier():
    last = generation(0, ("N", 0.2), ("abs", 0.5), ("sum", 0.9), ("long", 0.5), ("other", 0.1))
    assert chosen([last], THREE, FAITHFUL) == [2, 1, 3]
    assert chosen([last], Evolution(population=9, parents=9), FAITHFUL) == [2, 1, 3, 0, 4]


def test_of_equal_ones_the_smaller_tree_wins_where_that_is_asked_for():
    last = generation(0, ("long", 0.5), ("abs", 0.5), ("N", 0.5), ("sum", 0.5), ("other", 0.6))
    assert ranked([last], FAITHFUL) == [4, 0, 1, 2, 3]
    assert ranked([last], TreeSwitches(smaller_first=True)) == [4, 2, 1, 3, 0]


def test_clones_are_several_parents_or_one_tree():
    last = generation(0, ("N", 0.9), ("N", 0.8), ("abs", 0.7), ("N", 0.95), ("sum", 0.1))
    assert chosen([last], THREE, FAITHFUL) == [3, 0, 1]
    assert chosen([last], THREE, REPAIRED) == [0, 2, 4]  # (0.9 + 0.8 + 0.95) / 3


def test_trees_are_judged_by_all_their_evaluations_and_kept_values_are_none():
    first = generation(0, ("N", 0.875), ("abs", 0.625), ("sum", 0.75))
    second = generation(1, ("N", 0.375), ("abs", 0.75), ("sum", 0.75, 0.75), ("sum", 0.5))
    history = [first, second]
    digests = {name: tree.digest for name, tree in TREES.items()}
    assert samples_of(history) == {
        digests["N"]: [0.875, 0.375],
        digests["abs"]: [0.625, 0.75],
        digests["sum"]: [0.75, 0.5],
    }
    assert estimates(history, FAITHFUL) == [0.375, 0.75, 0.75, 0.5]
    assert estimates(history, REPAIRED) == [0.625, 0.6875, 0.625, 0.625]
    assert chosen(history, THREE, REPAIRED) == [1, 0, 2]


def test_a_failure_is_an_evaluation_like_any_other():
    history = [generation(0, ("N", 0.0), ("abs", 0.4)), generation(1, ("N", 0.9), ("abs", 0.5))]
    assert chosen(history, THREE, REPAIRED) == [0, 1]
    assert estimates(history, REPAIRED) == [0.45, 0.45]


# Tournaments


def test_nobody_takes_part_in_two_tournaments_and_the_best_of_each_wins():
    cup = Evolution(population=14, parents=4, selection="tournament", tournament=3)
    names = ["N", "abs", "sum", "long"] * 4
    values = np.random.default_rng(3).permutation(14) / 20 + 0.1
    last = generation(0, *zip(names, values.tolist(), strict=False))
    order = ranked([last], FAITHFUL)
    winners = Counter()
    for seed in range(600):
        found = chosen([last], cup, FAITHFUL, seed)
        assert len(set(found)) == 4
        assert found == sorted(found, key=order.index)
        # A winner has beaten two others that won nothing: at least two of the worse are out.
        assert all(order.index(slot) <= 11 for slot in found)
        winners[found[0]] += 1
        again = np.random.default_rng(seed).permutation(14)[:12].reshape(4, 3)
        assert sorted(found) == sorted(max(row, key=lambda s: values[s]) for row in again.tolist())
    # The best of all wins whenever it is drawn: 12 of 14 times.
    assert stats.binomtest(winners[order[0]], 600, 12 / 14).pvalue > 1e-4


def test_too_few_for_so_many_tournaments_are_refused():
    """Quirk 10: six tournaments of three with the published fourteen candidates."""
    last = generation(0, *[("N", 0.5)] * 14)
    cup = Evolution(selection="tournament")
    said = "6 tournaments of 3 need 18 candidates, a generation has 14"
    with pytest.raises(ConfigError, match=said):
        chosen([last], cup, FAITHFUL)
    two = Evolution(selection="tournament", tournament=2)
    assert len(chosen([last], two, FAITHFUL)) == 6


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"population": 5}, "6 parents and 0 functions put in again are more than a population"),
        ({"population": 7, "reserve": 2}, "6 parents and 2 functions"),
        ({"population": 1, "parents": 1}, "population"),
        ({"crossover": 1.1}, "crossover"),
    ],
)
def test_what_no_population_can_be_is_refused(values, said):
    with pytest.raises(ValidationError, match=said):
        Evolution.model_validate(values)


# Survivors


def test_survivors_keep_their_fitness_or_earn_it_again():
    history = [generation(0, ("N", 0.9), ("abs", 0.6), ("N", 0.5))]
    kept = list(elites([1, 0], history, FAITHFUL))
    assert [(c.tree, c.fitness, c.origin, c.parents) for c in kept] == [
        (TREES["abs"], 0.6, "elite", (1,)),
        (TREES["N"], 0.9, "elite", (0,)),
    ]
    assert [c.fitness for c in elites([1, 0], history, REPAIRED)] == [None, None]
    judged = REPAIRED.model_copy(update={"reevaluate_elites": False})
    assert [c.fitness for c in elites([1, 0], history, judged)] == pytest.approx([0.6, 0.7])


# Champions


def test_as_released_the_champion_is_the_luckiest_evaluation():
    history = [
        generation(0, ("N", 0.9), ("abs", 0.6)),
        generation(1, ("N", 0.2), ("abs", 0.8), ("N", 0.9, 0.9)),
    ]
    best = champion(history, FAITHFUL)
    assert (best.candidate.generation, best.candidate.slot, best.fitness) == (0, 0, 0.9)
    assert best_so_far(history, FAITHFUL) == 0.9
    assert best_so_far(history[:1], FAITHFUL) == 0.9


def test_repaired_the_champion_is_the_best_of_the_last_that_was_seen_twice():
    history = [
        generation(0, ("N", 0.99), ("abs", 0.6), ("other", 0.98)),
        generation(1, ("abs", 0.7), ("sum", 0.95), ("N", 0.1), ("long", 0.9)),
    ]
    best = champion(history, REPAIRED)
    assert (best.candidate.tree, best.candidate.generation) == (TREES["abs"], 1)
    assert best_so_far(history, REPAIRED) == pytest.approx(0.65)
    once = champion(history[:1], REPAIRED)
    assert (once.candidate.tree, best_so_far(history[:1], REPAIRED)) == (TREES["N"], 0.99)


# Metrics


def test_metrics_by_hand():
    arm = small_functions.arm(seed_functions=["l1", "l2"])
    from evoprune.pruning.functions import function

    TREES["l1"], TREES["l2"] = (Tree(tuple(function(n).TREE)) for n in ("l1", "l2"))
    history = [
        generation(0, ("l1", 0.5), ("l2", 0.4), ("N", 0.6)),
        generation(1, ("l1", 0.7), ("N", 0.8), ("sum", 0.0), ("abs", 0.9)),
    ]
    found = measured(history, arm)
    # Variances: l1 of 0.5 and 0.7, N of 0.6 and 0.8: 0.02 each, one degree of freedom each.
    assert found == {
        "fitness": pytest.approx(0.7),
        "fitness_first": 0.6,
        "fitness_samples": 2,
        "fitness_seed": pytest.approx(0.6),
        "gain": pytest.approx(0.1),
        "size": 1,
        "height": 0,
        "evaluations": 7,
        "failures": 1,
        "trees": 5,
        "noise_sd": pytest.approx(0.02**0.5),
    }
    rows = generations(history, arm)
    assert [row["evaluations"] for row in rows] == [3, 4]
    assert rows[1] == {
        "generation": 1,
        "evaluations": 4,
        "failures": 1,
        "fitness_mean": pytest.approx(0.8),  # of those that gave scores
        "fitness_best": 0.9,
        "estimate_best": 0.9,
        "best_so_far": pytest.approx(0.7),
        "size_mean": pytest.approx((3 + 1 + 2 + 2) / 4),
        "size_best": 1,
        "trees": 4,
    }
    assert measured(history[:1], arm)["noise_sd"] is None


def test_metrics_of_a_released_run_count_no_evaluation_twice():
    arm = small_functions.arm({"variants": ["faithful"]}, seed_functions=["l1"])
    from evoprune.pruning.functions import function

    TREES["l1"] = Tree(tuple(function("l1").TREE))
    history = [
        generation(0, ("l1", 0.5), ("N", 0.9)),
        generation(1, ("N", 0.9, 0.9), ("abs", 0.3), ("N", 0.1)),
    ]
    found = measured(history, arm)
    assert found["evaluations"] == 4
    assert (found["fitness"], found["fitness_first"], found["fitness_samples"]) == (0.9, 0.9, 2)
    assert found["gain"] == pytest.approx(0.4)
