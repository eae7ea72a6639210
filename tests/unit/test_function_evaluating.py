"""What a candidate is worth: means of accuracies, random numbers, and failures."""

import numpy as np
import pytest

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.evolution.genetic_programming.champion import champion
from evoprune.pruning.functions import function
from evoprune.studies.pruning_functions import evaluating
from evoprune.studies.pruning_functions.bench import Retrained
from evoprune.studies.pruning_functions.evaluating import Evaluator
from evoprune.studies.pruning_functions.evolving import evolve
from evoprune.studies.pruning_functions.metrics import measured
from evoprune.studies.pruning_functions.store import Store
from tests import drawn_digits, small_functions

L1, L2, FISHER = (Tree(tuple(function(name).TREE)) for name in ("l1", "l2", "fisher"))
NAN = Tree(("div", "N", "sub", "N", "N"))


class PretendedBench:
    """Takes note of what it is asked for; says what it is told."""

    def __init__(self, *accuracies):
        self.accuracies, self.asked = list(accuracies), []

    def retrained(self, score, streams, *, looks=1):
        self.asked.append((streams, looks))
        value = self.accuracies[(len(self.asked) - 1) % len(self.accuracies)]
        if value is None:
            raise Unscorable("shape", 3, "a b")
        return Retrained(None, value, value + 0.05, [], {"scoring": 1.0, "retraining": 2.0})


def candidate(tree=L1, generation=1, slot=2, replicate=0, **more):
    return Candidate(generation, slot, tree, "child", replicate=replicate, **more)


def evaluator(a, b, seed=1, replicates=1, **changes):
    arm = small_functions.arm({"variants": ["faithful"], "replicates": replicates}, **changes)
    return Evaluator(arm, seed, {"a": a, "b": b})


LAST = {"switches__accuracy": "last"}


@pytest.mark.parametrize(
    ("mean", "expected"),
    [("geometric", (0.6 * 0.5) ** 0.5), ("arithmetic", 0.55)],
)
def test_fitness_is_the_mean_of_the_tasks_means(mean, expected):
    a, b = PretendedBench(0.5, 0.7), PretendedBench(0.4, 0.6)
    found = evaluator(a, b, replicates=2, fitness__mean=mean, **LAST).evaluate(candidate())
    assert found.fitness == pytest.approx(expected, rel=1e-15)
    assert found.details["accuracies"] == {"a": [0.5, 0.7], "b": [0.4, 0.6]}
    assert found.details["seconds"] == {"scoring": 4.0, "retraining": 8.0}
    assert found.reason is None
    arm = small_functions.arm({"tasks": [["a"]], "variants": ["faithful"]}, **LAST)
    alone = Evaluator(arm, 1, {"a": PretendedBench(0.3)}).evaluate(candidate())
    assert alone.fitness == 0.3


def test_as_released_the_best_of_ten_looks_counts():
    a, b = PretendedBench(0.5), PretendedBench(0.7)
    found = evaluator(a, b).evaluate(candidate())
    assert found.fitness == pytest.approx((0.55 * 0.75) ** 0.5)
    assert [looks for _, looks in a.asked + b.asked] == [10, 10]
    a = PretendedBench(0.5)
    assert evaluator(a, a, **LAST).evaluate(candidate()).fitness == pytest.approx(0.5)
    assert {looks for _, looks in a.asked} == {1}


def batches(numbers, *candidates, seed=1, replicates=1):
    """Streams of the retrainings of candidates, a set each."""
    found = []
    for own in candidates:
        a, b = PretendedBench(0.5), PretendedBench(0.5)
        changes = {"switches__random_numbers": numbers}
        evaluator(a, b, seed, replicates, **changes).evaluate(own)
        assert {s.seed for s, _ in a.asked + b.asked} == {seed}
        found.append({s.study for s, _ in a.asked + b.asked})
        assert len(found[-1]) == 2 * replicates  # tasks share nothing
    return found


def test_common_random_numbers_are_those_of_a_generation():
    one, other, clone, later = batches(
        "common",
        candidate(L1, slot=0),
        candidate(FISHER, slot=5),
        candidate(L1, slot=6, replicate=1),
        candidate(L1, generation=2, slot=0),
    )
    assert one == other
    assert one & clone == one & later == clone & later == set()


def test_own_random_numbers_are_those_of_a_place():
    sets = batches(
        "own",
        candidate(L1, slot=0),
        candidate(FISHER, slot=5),
        candidate(L1, slot=6, replicate=1),
        candidate(L1, generation=2, slot=0),
    )
    assert len(set.union(*sets)) == 4 * 2
    assert batches("own", candidate(L1, slot=3)) == batches("own", candidate(FISHER, slot=3))


@pytest.mark.parametrize("numbers", ["own", "common"])
def test_replicates_of_retrainings_and_of_trees_never_share_batches(numbers):
    sets = batches(
        numbers,
        *(candidate(L1, slot=slot, replicate=slot) for slot in range(3)),
        replicates=3,
    )
    assert len(set.union(*sets)) == 3 * 3 * 2


def test_a_failure_is_worth_nothing_and_says_why_and_where():
    a, b = PretendedBench(0.8), PretendedBench(None)
    found = evaluator(a, b).evaluate(candidate())
    assert (found.fitness, found.reason) == (0.0, "shape")
    assert found.details["failure"]["task"] == "b"
    assert found.details["failure"]["position"] == 3
    assert "a b" in found.details["failure"]["says"]
    assert found.details["accuracies"] == {"a": [pytest.approx(0.85)]}
    a, b = PretendedBench(None), PretendedBench(0.8)
    assert evaluator(a, b).evaluate(candidate()).details["accuracies"] == {}
    assert b.asked == []  # nothing can save it


def test_a_survivor_that_keeps_its_fitness_is_not_evaluated():
    a = PretendedBench(0.8)
    found = evaluator(a, a).evaluate(candidate(fitness=0.4))
    assert (found.fitness, found.reason, found.details, a.asked) == (0.4, None, {}, [])


# Real tasks


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        return small_functions.splits(root)


@pytest.fixture(scope="module")
def benches(images):
    own = small_functions.study().tasks
    return {name: small_functions.bench(images, own[name]) for name in "ab"}


@pytest.mark.parametrize(("kept", "reason"), [("highest", None), ("refused", "not_finite")])
def test_scores_that_are_no_numbers_keep_their_channels_or_count_as_failed(benches, kept, reason):
    arm = small_functions.arm({"variants": ["faithful"]}, switches__not_finite=kept)
    own = Evaluator(arm, 1, benches)
    found = own.evaluate(candidate(NAN))
    assert found.reason == reason
    assert (found.fitness > 0) == (kept == "highest")
    masks = {}
    with pytest.MonkeyPatch.context() as patch:
        plain = type(benches["a"]).retrained

        def noting(self, *given, **more):
            done = plain(self, *given, **more)
            masks[self.task.network] = done.keep_masks
            return done

        patch.setattr(type(benches["a"]), "retrained", noting)
        own.evaluate(candidate(NAN))
    if kept == "highest":  # all are equal: those of the highest index stay
        assert np.flatnonzero(masks["resnet8"][0]).tolist() == [11, 12, 13, 14, 15]
    else:
        assert masks == {}
    assert own.evaluate(candidate(L1)).reason is None


def test_functions_that_choose_the_same_are_worth_the_same_with_common_numbers_alone(benches):
    """l1 and twice l1 choose the same channels; only batches can tell them apart."""
    twice = Tree(("add", *L1.symbols, *L1.symbols))
    for numbers, same in (("common", True), ("own", False)):
        arm = small_functions.arm(
            {"variants": ["faithful"]}, switches__random_numbers=numbers, **LAST
        )
        own = Evaluator(arm, 1, benches)
        one, other = (own.evaluate(candidate(t, slot=n)) for n, t in enumerate((L1, twice)))
        assert (one.details["accuracies"] == other.details["accuracies"]) == same
        again = own.evaluate(candidate(L1, slot=0))
        assert again.details["accuracies"] == one.details["accuracies"]
        assert own.evaluate(candidate(L1, slot=0, replicate=1, generation=3)) != one


def test_a_run_goes_on_over_candidates_that_fail(benches, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "LIMITS", Limits(operations=1_000_000))
    sizes = {"generations": 2, "population": 3, "parents": 1, "copies": 1}
    arm = small_functions.arm(evolution=sizes, seed_functions=["mmd", "l1"])
    history = evolve(arm, 1, Evaluator(arm, 1, benches).evaluate, Store(tmp_path / "store"))
    assert [len(generation) for generation in history] == [2, 3]
    failed, whole = history[0]
    assert (failed.fitness, failed.reason) == (0.0, "operations")
    assert failed.details["failure"]["task"] == "a"
    assert whole.fitness > 0.1
    assert history[1][0].candidate.tree == L1  # who failed is no parent
    assert measured(history, arm)["failures"] >= 1
    assert champion(history, arm.switches).fitness > 0.1
