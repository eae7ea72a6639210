"""Runs of study 2 that stop anywhere and go on: the same bits as undisturbed."""

import json

import numpy as np
import pytest

from evoprune import artifacts
from evoprune.evolution import log
from evoprune.pruning.filters.loading import read_network
from evoprune.studies.filter_criteria import trial
from evoprune.studies.filter_criteria.candidates import genome_of
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.records import write_run
from evoprune.studies.filter_criteria.run import Run
from evoprune.training.classifiers import phases
from tests import drawn_digits, small_search
from tests.small_search import Kept, Stopped, finish, material

BLOCKS = {
    "faithful": {},
    "pretrained, momentum kept, ranked": {
        "variants": ["repaired+momentum_kept"],
        "starts": ["pretrained"],
        "ranking": True,
    },
    "scratch": {"weights": ["scratch"]},
    "random search": {"variants": ["repaired"], "searches": ["random"]},
    "dense": {"criteria": ["none"]},
}


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        return small_search.splits(root)


@pytest.fixture(autouse=True)
def units_of_a_step(monkeypatch):
    """A candidate of two steps is stopped between them as well."""
    monkeypatch.setattr(trial, "CHUNK", 1)
    monkeypatch.setattr(phases, "CHUNK", 3)


@pytest.fixture(scope="module", params=BLOCKS)
def whole(request, images, tmp_path_factory):
    """An arm, every state of an undisturbed run of it, its log, and what the run ends with."""
    arm = small_search.arm(BLOCKS[request.param])
    folder, kept = tmp_path_factory.mktemp("whole"), Kept()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "CHUNK", 1)
        patch.setattr(phases, "CHUNK", 3)
        run = finish(arm, images, folder / "log.jsonl", kept)
    return arm, kept.states, folder / "log.jsonl", files(run, folder)


def files(run: Run, folder) -> dict[str, bytes]:
    """What is written of a run, times left out."""
    made = run._material
    paths = StudyPaths(folder).run(made.arm.name, made.seed)
    whole = made.network(None, None)
    log_path, notes = folder / "log.jsonl", run.notes
    given = {"normalisation": made.normalisation, "log_path": log_path}
    write_run(paths, made.arm, made.seed, notes, whole, digest="d", timing={}, **given)
    return {path.name: artifacts.read_bytes(path) for path in paths.all()}


def comparable(arrays):
    """A state without what it cost."""
    facts = json.loads(arrays["facts"].tobytes())
    facts["facts"].pop("cpu_seconds")
    return facts, {name: values for name, values in arrays.items() if name != "facts"}


def assert_same(first, second):
    (facts, arrays), (other_facts, other) = comparable(first), comparable(second)
    assert facts == other_facts
    assert arrays.keys() == other.keys()
    for name, values in arrays.items():
        assert values.dtype == other[name].dtype, name
        np.testing.assert_array_equal(values, other[name], err_msg=name)


def test_each_state_leads_to_the_next_one(whole, images, tmp_path):
    """So a run that was stopped anywhere, however often, passes through the same states."""
    arm, states, path, _ = whole
    assert len(states) >= (30 if arm.searches else 4)
    log_path = tmp_path / "log.jsonl"
    for start, following in zip([None, *states], states, strict=False):
        log_path.unlink(missing_ok=True)
        if path.is_file():
            log_path.write_bytes(path.read_bytes())  # longer than the state: the rest is cut off
        if start is None:
            log_path.unlink(missing_ok=True)
        kept = Kept(start, ends=1)
        run = Run(material(arm, images), log_path)
        with pytest.raises(Stopped):
            run.train(kept, lambda _: None)
        assert kept.states[0][0] == following[0]
        assert_same(kept.states[0][1], following[1])


def test_from_some_states_to_the_end_the_files_are_the_same(whole, images, tmp_path):
    arm, states, path, expected = whole
    places = sorted({0, len(states) // 3, 2 * len(states) // 3, len(states) - 1})
    for place in places:
        folder = tmp_path / str(place)
        folder.mkdir()
        if path.is_file():
            (folder / "log.jsonl").write_bytes(path.read_bytes())
        run = finish(arm, images, folder / "log.jsonl", Kept(states[place]))
        assert files(run, folder) == expected


def test_what_a_run_keeps_is_needed(images, tmp_path):
    """Without the momentum or the statistics of a candidate under way it ends elsewhere."""
    arm, kept = small_search.arm(), Kept()
    finish(arm, images, tmp_path / "log.jsonl", kept)
    within = [s for s in kept.states if any(k.startswith("searching.trial") for k in s[1])]
    start = within[2]  # the second candidate, between its two steps
    after = kept.states[kept.states.index(start) + 1]
    for part in ("pace.", "running_mean", "weight"):
        spoilt = {
            name: values + 1 if "searching.trial." in name and part in name else values
            for name, values in start[1].items()
        }
        again = Kept((start[0], spoilt), ends=1)
        with pytest.raises(Stopped):
            Run(material(arm, images), tmp_path / "log.jsonl").train(again, lambda _: None)
        with pytest.raises(AssertionError):
            assert_same(again.states[0][1], after[1])


def test_the_size_of_units_changes_nothing(whole, images, tmp_path, monkeypatch):
    arm, states, _, expected = whole
    monkeypatch.setattr(trial, "CHUNK", 50)
    monkeypatch.setattr(phases, "CHUNK", 50)
    kept = Kept()
    assert files(finish(arm, images, tmp_path / "log.jsonl", kept), tmp_path) == expected
    assert len(kept.states) < len(states)


# Order and company


def facts(run):
    found = json.loads(json.dumps(run.notes.facts))
    found.pop("cpu_seconds")
    return found


def test_results_do_not_depend_on_the_order_of_runs_and_seeds_differ(images, tmp_path):
    arms = [small_search.arm(), small_search.arm({"variants": ["repaired"]})]
    runs = [(arm, seed) for arm in arms for seed in (1, 2)]

    def done(order):
        return {
            (arm.name, seed): facts(finish(arm, images, tmp_path / f"{n}.jsonl", seed=seed))
            for n, (arm, seed) in enumerate(order)
        }

    first, second = done(runs), done(runs[::-1])
    assert first == second
    assert first["faithful-mixed", 1]["errors_test"] != first["faithful-mixed", 2]["errors_test"]
    assert first["faithful-mixed", 1]["front"] != first["repaired-mixed", 1]["front"]


def test_the_test_images_are_read_once_by_the_last_phase(images, tmp_path):
    for number, block in enumerate(BLOCKS.values()):
        reads = []
        run = Run(material(small_search.arm(block), images), tmp_path / f"{number}.jsonl")
        before = dict(images.test_reads)
        run.train(Kept(), lambda _, reads=reads: reads.append(images.test_reads["final"]))
        assert images.test_reads == before | {"final": before["final"] + 1}
        assert set(reads[:-1]) == {before["final"]}


def test_arms_of_a_seed_share_weights_batches_and_first_genomes(images):
    made = [material(small_search.arm(block), images) for block in BLOCKS.values()]
    searched = [m for m in made if m.arm.searches]
    draws = [m.streams().generator("initial_weights").random(9).tolist() for m in made]
    assert all(draw == draws[0] for draw in draws)
    sizes = {m.arm.final.training.batch_size for m in made}
    assert sizes == {32}
    for name, part in (("candidates", "train"), ("final_0", "whole"), ("alone_1", "train")):
        batches = [m.batches(getattr(m.splits, part), 32, name).batch(3) for m in made]
        for batch in batches:
            np.testing.assert_array_equal(batch.images, batches[0].images)
    for search in ("nsga2", "random"):
        arms = [small_search.arm({"searches": [search], "criteria": [c]}) for c in ("mixed", "l1")]
        first = [
            a.search_plan.start(
                genome_of(a, searched[0].network(None, None)).box, searched[0].streams()
            ).pending()
            for a in arms
        ]
        genomes = [[c.genome.tolist() for c in candidates] for candidates in first]
        assert genomes[0] == genomes[1]


def test_parts_of_a_run_have_streams_of_their_own(images):
    made = material(small_search.arm(), images)
    parts = ("", "candidates", "recalibration", "scores", "scoring", "observing", "scratch")
    parts += ("pretraining", "final", "final_0", "final_1", "alone", "alone_0", "alone_1")
    for purpose in ("initial_weights", "batch_order", "redrawn_weights", "shift"):
        draws = {made.streams(part).generator(purpose).random() for part in parts}
        assert len(draws) == len(parts)
    other = material(small_search.arm(), images, seed=2)
    assert other.streams().generator("batch_order").random() not in {
        made.streams(part).generator("batch_order").random() for part in parts
    }


def test_the_log_has_a_line_an_evaluation_that_says_all(whole):
    arm, _, path, expected = whole
    if not arm.searches:
        assert expected["1.jsonl"] == b""
        return
    found = log.read(path)
    record = json.loads(expected["1.json"])
    assert record["metrics"]["evaluations"] == len(found)
    assert record["metrics"]["candidates"] == sum(line.of == line.number for line in found)
    assert [e.number for e in found] == list(range(len(found)))
    assert [len(mask) for mask in found[0].keep_masks] == [16, 32, 64]
    for evaluation in found:
        assert [mask.count("1") for mask in evaluation.keep_masks] == evaluation.widths


def test_a_model_says_how_its_images_were_normalised(whole, images):
    arm, _, path, _ = whole
    _, metadata = read_network(StudyPaths(path.parent).run(arm.name, 1).model)
    pixels = images.train.source.images[images.train.rows] / arm.images.white
    constants = json.loads(metadata["normalisation"])
    assert constants["mean"] == pytest.approx([pixels.mean()], rel=1e-12)
    assert constants["sd"] == pytest.approx([pixels.std()], rel=1e-12)
    assert constants["white"] == arm.images.white
