"""What a run of evolution proposes, and that it goes on wherever it was stopped."""

import json
import shutil
from collections import Counter
from dataclasses import replace

import pytest

from evoprune import artifacts
from evoprune.evolution.expressions import typing as kinds
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.functions import SEEDS, function
from evoprune.studies.pruning_functions.evolving import Proposals, evolve
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.records import write_run
from evoprune.studies.pruning_functions.store import Store
from tests import small_functions
from tests.small_functions import pretended

TREES = [Tree(tuple(function(name).TREE)) for name in SEEDS]
SIZES = {"generations": 4, "copies": 2, "mutants": 3, "population": 9, "parents": 3, "reserve": 2}
BLOCKS = {
    f"{variant}-{search}": {"variants": [variant], "searches": [search]}
    for variant in ("faithful", "repaired")
    for search in ("gp", "random", "seeds")
}
ARMS = {name: small_functions.arm(block, evolution=SIZES) for name, block in BLOCKS.items()}


class InMemory(Store):
    """Keeps nothing."""

    def __init__(self):
        pass

    def put(self, evaluated):
        pass

    def get(self, candidate):
        return None


def run(arm, seed=1, evaluate=pretended):
    return evolve(arm, seed, evaluate, InMemory())


def candidates(history):
    return [[found.candidate for found in generation] for generation in history]


@pytest.fixture(scope="module", params=ARMS)
def arm(request):
    return ARMS[request.param]


def test_proposals_follow_from_history_and_seed_alone(arm):
    history = run(arm)
    assert len(history) == 4
    for number in range(4):
        fresh = Proposals(arm, 1)
        again = [fresh.after(history[:number]) for _ in range(2)]
        assert again[0] == again[1] == candidates(history)[number]
    other = run(arm, seed=2)
    same = candidates(other) == candidates(history)
    assert same == (arm.search == "seeds")
    first, second = ([c.tree for c in candidates(one)[0][:14]] for one in (history, other))
    assert first == second


def test_as_many_candidates_and_evaluations_as_are_said(arm):
    history = run(arm)
    sizes = [len(generation) for generation in history]
    first = 7 if arm.search == "seeds" else 7 * 2 + 3
    assert sizes == [first, *[7 if arm.search == "seeds" else 9] * 3]
    evaluated = sum(f.candidate.fitness is None for own in history for f in own)
    kept = 3 if arm.variant == "faithful" and arm.search != "seeds" else 0
    assert evaluated == sum(sizes) - 3 * kept == Proposals(arm, 1).evaluations


def test_places_are_numbered_and_equal_trees_are_replicates(arm):
    for number, generation in enumerate(candidates(run(arm))):
        assert [c.slot for c in generation] == list(range(len(generation)))
        assert {c.generation for c in generation} == {number}
        seen = Counter()
        for candidate in generation:
            assert candidate.replicate == seen[candidate.tree]
            seen[candidate.tree] += candidate.fitness is None
        if number == 0 and arm.search != "seeds":
            assert [c.replicate for c in generation[:14]] == [0, 1] * 7


def upside_down(candidate):
    """The worst candidates are the best."""
    found = pretended(candidate)
    worth = found.fitness if candidate.fitness is not None else 1 - found.fitness
    return replace(found, fitness=worth)


@pytest.mark.parametrize("variant", ["faithful", "repaired"])
def test_random_search_never_builds_on_what_it_found(variant):
    """Whatever turns out to be good, the same children are tried; with evolution it matters."""

    def children(search):
        arm = ARMS[f"{variant}-{search}"]
        both = [candidates(run(arm, evaluate=how)) for how in (pretended, upside_down)]
        return [[c for own in one[1:] for c in own if c.origin == "child"] for one in both]

    one, other = children("random")
    assert [c.tree for c in one] == [c.tree for c in other]
    assert {c.parents for c in one} == {()}
    first, second = children("gp")
    assert [c.tree for c in first] != [c.tree for c in second]


def test_every_generation_draws_from_a_stream_of_its_own():
    """Random search has the same parents all along: only draws tell its generations apart."""
    history = candidates(run(ARMS["faithful-random"]))
    children = [[c.tree for c in own if c.origin == "child"] for own in history[1:]]
    assert len({tuple(trees) for trees in children}) == 3


def test_evolution_builds_on_what_it_found():
    history = run(ARMS["faithful-gp"])
    for before, own in zip(candidates(history), candidates(history)[1:], strict=False):
        origins = [c.origin for c in own]
        assert origins == ["elite"] * 3 + ["reserve"] * 2 + ["child"] * 4
        slots = {c.parents[0] for c in own[:3]}
        assert all(set(c.parents) <= slots and c.parents for c in own[5:])
        assert [before[c.parents[0]].tree for c in own[:3]] == [c.tree for c in own[:3]]


def test_survivors_are_the_best_and_keep_or_earn_their_fitness():
    for name, kept in (("faithful-gp", True), ("repaired-gp", False)):
        history = run(ARMS[name])
        best = sorted(history[0], key=lambda e: -e.fitness)[:3]
        elite = history[1][:3]
        if kept:
            assert [e.candidate.tree for e in elite] == [e.candidate.tree for e in best]
            assert [e.candidate.fitness for e in elite] == [e.fitness for e in best]
        assert all((e.candidate.fitness is not None) == kept for e in elite)
        trees = [e.candidate.tree for e in elite]
        assert kept or len(set(trees)) == 3


def test_functions_are_put_in_again_in_turn():
    history = run(ARMS["repaired-gp"])
    reserved = [[c.tree for c in own if c.origin == "reserve"] for own in candidates(history)]
    assert reserved == [[], TREES[0:2], TREES[2:4], TREES[4:6]]
    many = small_functions.arm(
        {"variants": ["repaired"]}, evolution=SIZES | {"generations": 3, "reserve": 5}
    )
    reserved = [[c.tree for c in own if c.origin == "reserve"] for own in candidates(run(many))]
    assert reserved == [[], TREES[:5], [*TREES[5:], *TREES[:3]]]


def test_arms_of_one_seed_begin_alike():
    first = {name: [c.tree for c in candidates(run(ARMS[name]))[0]] for name in ARMS}
    assert first["faithful-gp"] == first["faithful-random"]
    assert first["repaired-gp"] == first["repaired-random"]


def test_with_one_candidate_less_than_survivors_there_is_room_for_none():
    full = small_functions.arm(
        {"variants": ["faithful"]}, evolution=SIZES | {"population": 5, "reserve": 2}
    )
    history = run(full)
    assert [len(own) for own in history] == [17, 5, 5, 5]
    assert Counter(c.origin for c in candidates(history)[3]) == {"elite": 3, "reserve": 2}


def test_typed_and_paper_variants_draw_from_their_own_symbols():
    sizes = SIZES | {"population": 30, "parents": 6, "generations": 3}
    found = {}
    for variant in ("repaired", "repaired+typed", "repaired+paper_operators"):
        arm = small_functions.arm({"variants": [variant]}, evolution=sizes)
        found[variant] = [c for own in candidates(run(arm)) for c in own if c.origin == "child"]
    assert all(kinds.of(c.tree)[0] is not None for c in found["repaired+typed"])
    assert any(kinds.of(c.tree)[0] is None for c in found["repaired"])
    paper = {"gamma", "beta", "running_mean", "running_variance", "labels", "rbf", "prod", "inner"}
    used = {name: {s for c in own for s in c.tree.symbols} & paper for name, own in found.items()}
    assert used["repaired"] == set()
    assert used["repaired+paper_operators"]


# Going on


SMALL = {"generations": 3, "copies": 1, "population": 5, "parents": 2}


def files(arm, history, folder):
    paths = StudyPaths(folder).run(arm.name, 1)
    write_run(paths, arm, 1, history, digest="d", timing={})
    return [artifacts.read_bytes(path) for path in paths.all()]


@pytest.mark.parametrize("variant", ["faithful", pytest.param("repaired", marks=pytest.mark.slow)])
def test_stopped_after_any_evaluation_it_ends_the_same(variant, tmp_path):
    arm = small_functions.arm({"variants": [variant]}, evolution=SMALL)
    done = []

    def evaluate(candidate):
        done.append(candidate)
        return pretended(candidate)

    store = Store(tmp_path / "store")
    counted = []
    history = evolve(arm, 1, evaluate, store, on_evaluation=counted.append)
    whole = files(arm, history, tmp_path / "whole")
    places = [(f.candidate.generation, f.candidate.slot) for own in history for f in own]
    assert len(places) == 7 + 5 + 5
    total = sum(f.candidate.fitness is None for own in history for f in own)
    assert counted[-1] == total == (17 if variant == "repaired" else 13)
    every = 1 if variant == "repaired" else 4
    for count in range(0, len(places) + 1, every):
        shutil.copytree(tmp_path / "store", tmp_path / str(count))
        kept = Store(tmp_path / str(count))
        for place in places[count:]:
            kept.path(*place).unlink()
        done.clear()
        again = evolve(arm, 1, evaluate, kept)
        assert [(c.generation, c.slot) for c in done] == places[count:]
        assert again == history
        if count in (0, 8):
            assert files(arm, again, tmp_path / f"files{count}") == whole


def test_an_end_that_is_asked_for_comes_after_an_evaluation_that_is_kept(tmp_path):
    arm = small_functions.arm(evolution=SMALL)
    store, calls = Store(tmp_path / "store"), []

    class Asked(Exception):  # noqa: N818
        pass

    def check():
        calls.append(1)
        if len(calls) in (3, 8):
            raise Asked

    for expected in (3, 8):
        with pytest.raises(Asked):
            evolve(arm, 1, pretended, store, check=check)
        assert len(list(store._folder.rglob("*.json"))) == expected
    assert evolve(arm, 1, pretended, store, check=check) == run(arm)
    assert len(calls) == 17


@pytest.fixture
def kept(tmp_path):
    """A small run's store, and the candidate in the middle of it."""
    arm = small_functions.arm(evolution=SMALL)
    store = Store(tmp_path / "store")
    history = evolve(arm, 1, pretended, store)
    return arm, store, history


def again(arm, store):
    done = []
    history = evolve(arm, 1, lambda c: done.append((c.generation, c.slot)) or pretended(c), store)
    return history, done


def test_a_store_gives_back_what_was_put(kept):
    arm, store, history = kept
    assert again(arm, store) == (history, [])
    for found in (f for own in history for f in own):
        assert store.get(found.candidate) == found


@pytest.mark.parametrize("damage", ["cut", "altered", "no checksum", "gone"])
def test_what_is_not_whole_is_evaluated_again(kept, damage):
    arm, store, history = kept
    path = store.path(1, 3)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "altered":
        path.write_bytes(path.read_bytes().replace(b'"fitness": 0', b'"fitness": 1'))
    else:
        (path if damage == "gone" else artifacts.sidecar(path)).unlink()
    assert again(arm, store) == (history, [(1, 3)])
    assert again(arm, store) == (history, [])


@pytest.mark.parametrize(
    "other", [{"slot": 4}, {"tree": ["N"]}, {"replicate": 1}, {"origin": "seed"}, {"fitness": 0.5}]
)
def test_an_evaluation_of_another_candidate_is_not_taken(kept, other):
    arm, store, history = kept
    path = store.path(1, 3)
    found = artifacts.read_json(path)
    found["candidate"] |= other
    artifacts.write_json(path, found)
    assert again(arm, store) == (history, [(1, 3)])


def test_another_value_is_taken_and_changes_what_follows(kept):
    """The store is what counts, so the files of two runs must not be mixed: digests see to it."""
    arm, store, history = kept
    worst = min(history[0], key=lambda e: e.fitness)
    found = artifacts.read_json(store.path(0, worst.candidate.slot))
    artifacts.write_json(store.path(0, worst.candidate.slot), found | {"fitness": 2.0})
    changed, done = again(arm, store)
    assert changed[1][0].candidate.tree == worst.candidate.tree
    assert (1, 0) in done


def test_a_discarded_store_leaves_nothing(kept, tmp_path):
    _, store, _ = kept
    (tmp_path / "store/1/.3.json.x.tmp").write_text("torn")
    store.discard()
    assert list(tmp_path.iterdir()) == []
    store.discard()


def test_files_of_a_run_hold_no_times(tmp_path):
    arm = small_functions.arm(evolution=SMALL)

    def slow(seconds):
        def evaluate(candidate):
            found = pretended(candidate)
            found.details["seconds"] = {"scoring": seconds}
            return found

        return files(arm, run(arm, evaluate=evaluate), tmp_path / str(seconds))

    assert slow(1.0) == slow(2.0)
    lines = slow(1.0)[1].decode().splitlines()
    assert len(lines) == 17
    first = json.loads(lines[0])
    assert first["candidate"]["tree"] == list(TREES[0].symbols)
    assert list(first["details"]) == ["accuracies"]
