"""Functions that are tried on tasks, with whole networks that are trained for it."""

import json
import shutil

import numpy as np
import pytest

from evoprune import artifacts
from evoprune.data.images.splits import ImageSplits
from evoprune.errors import ConfigError, MissingDataError
from evoprune.interruption import Interrupted
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.functions import HANDMADE, function
from evoprune.studies.pruning_functions import transfers
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.contenders import Contender, contenders, read_contenders
from evoprune.studies.pruning_functions.parity import parity
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.settings import Transfer
from evoprune.studies.pruning_functions.transferring import trials
from evoprune.studies.pruning_functions.transfers import transfer
from tests import drawn_digits, small_functions
from tests.small_functions import asked_after


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A data root, which the manifest knows."""
    with pytest.MonkeyPatch.context() as patch:
        yield drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)


# Functions that are tried


def write_run(paths, arm, seed, fitness, tree):
    record = {"metrics": {"fitness": fitness}, "champion": {"tree": tree}}
    artifacts.write_json(paths.run(arm, seed).record, record)


SOME = Transfer(
    tasks=["a"],
    functions=["l1", "fisher", "xi_a"],
    inverted=["l1"],
    shuffled=["fisher"],
    controls={"spread": ["var", "X"]},
    champions_of="good",
    seeds=4,
    champion_seeds=3,
)


def test_found_functions_come_first_and_the_best_of_the_arm_is_called_evolved(tmp_path):
    paths = StudyPaths(tmp_path)
    for arm, seed, fitness, tree in (
        ("other", 1, 0.99, ["N"]),
        ("good", 1, 0.5, ["abs", "N"]),
        ("good", 4, 0.7, ["sum", "mX"]),
    ):
        write_run(paths, arm, seed, fitness, tree)
    found = contenders(SOME, paths, {"other": (1,), "good": (1, 4)})
    assert [(c.name, c.kind, c.seeds) for c in found] == [
        ("evolved", "evolved", 4),
        ("other.1", "champion", 3),
        ("good.1", "champion", 3),
        ("good.4", "champion", 3),
        ("l1", "handmade", 4),
        ("fisher", "handmade", 4),
        ("xi_a", "published", 4),
        ("random", "random", 4),
        ("l1-inverted", "inverted", 4),
        ("fisher-shuffled", "shuffled", 4),
        ("spread", "control", 4),
    ]
    by_name = {c.name: c for c in found}
    assert by_name["evolved"].tree == ["sum", "mX"] == by_name["good.4"].tree
    assert by_name["l1-inverted"].tree == list(function("l1").TREE)
    assert by_name["random"].tree is None
    assert (by_name["spread"].tree, by_name["spread"].known) == (["var", "X"], None)
    artifacts.write_json(paths.contenders, [c.model_dump() for c in found])
    assert read_contenders(paths.contenders) == found
    alone = contenders(SOME, paths, {})
    assert [c.name for c in alone] == [c.name for c in found[4:]]


def test_an_arm_without_runs_has_no_champion(tmp_path):
    paths = StudyPaths(tmp_path)
    write_run(paths, "other", 1, 0.5, ["N"])
    said = r"pruning_functions.transfer.champions_of: no arm 'good'; there are: other"
    with pytest.raises(ConfigError, match=said):
        contenders(SOME, paths, {"other": (1,)})
    with pytest.raises(MissingDataError):
        contenders(SOME, paths, {"good": (1,)})


def contender(name, kind="champion", tree=("N",), seeds=1):
    return Contender(name=name, kind=kind, tree=list(tree) if tree else None, seeds=seeds)


def test_equal_functions_are_the_same_trial_and_controls_are_others():
    kinds = ("evolved", "champion", "handmade", "published", "control")
    same = {contender(str(k), k).digest for k in kinds}
    other = {contender(k, k).digest for k in ("inverted", "shuffled")}
    assert len(same) == 1
    assert len(same | other | {contender("x", tree=("mX",)).digest}) == 4


def test_trials_with_longer_ones_of_known_functions():
    kinds = ("evolved", "champion", "handmade", "published", "random")
    kinds += ("inverted", "shuffled", "control")
    every = [contender(k, k, seeds=n) for n, k in enumerate(kinds, start=1)]
    short = trials(every)
    assert [(t.contender.name, t.seed) for t in short[:3]] == [
        ("evolved", 1),
        ("champion", 1),
        ("champion", 2),
    ]
    assert len(short) == sum(range(1, 9))
    assert {t.longer for t in short} == {1.0}
    both = trials(every, factor=3.0, long_seeds=2)
    assert both[: len(short)] == short
    assert [(t.contender.name, t.seed, t.longer) for t in both[len(short) :]] == [
        (name, seed, 3.0)
        for name in ("evolved", "handmade", "published", "random")
        for seed in (1, 2)
    ]


# The whole job


L1, FISHER = (list(function(name).TREE) for name in ("l1", "fisher"))
TRIED = [
    contender("evolved", "evolved", FISHER, 2),
    contender("arm.1", "champion", L1, 1),
    contender("arm.2", "champion", ["div", "N", "sub", "N", "N"], 2),
    contender("l1", "handmade", L1, 2),
    contender("random", "random", None, 2),
    contender("l1-inverted", "inverted", L1, 1),
    contender("fisher-shuffled", "shuffled", FISHER, 1),
    contender("spread", "control", ["var", "X"], 1),
]
"""Twelve trials, of which two are of functions that were tried already."""


@pytest.fixture(scope="module")
def prepared(root, tmp_path_factory):
    """Results with a whole network and functions."""
    results = tmp_path_factory.mktemp("results")
    small_functions.train_bases(root, results, "a")
    paths = StudyPaths(results)
    artifacts.write_json(paths.contenders, [c.model_dump() for c in TRIED])
    return results


def without_timing(results):
    record = artifacts.read_json(StudyPaths(results).transferred("a", 1))
    record.pop("timing")
    return record


def run(root, results, **changes):
    return transfer(small_functions.job(**changes), results, "code", root, device="cpu")


@pytest.fixture(scope="module")
def undisturbed(prepared, root):
    """What is left of an undisturbed job, and what was done in which order."""
    events = []
    with pytest.MonkeyPatch.context() as patch:
        plain, read = Bench.retrained, ImageSplits.read_test

        def retrained(self, *given, **more):
            events.append("retrained")
            return plain(self, *given, **more)

        def read_test(self, reader):
            events.append(f"test by {reader}")
            return read(self, reader)

        patch.setattr(Bench, "retrained", retrained)
        patch.setattr(ImageSplits, "read_test", read_test)
        assert run(root, prepared) == 12
    assert list(StudyPaths(prepared).unfinished.iterdir()) == []
    return without_timing(prepared), events


def test_equal_functions_are_tried_once_and_the_test_is_opened_once_at_the_end(undisturbed):
    record, events = undisturbed
    assert events == ["retrained"] * 11 + ["test by final"]
    assert len(record["rows"]) == 12
    by_name = {(row["function"], row["seed"]): row for row in record["rows"]}
    same = ("accuracy_test", "accuracy_validation", "keep_masks", "accuracy_pruned")
    one, other = by_name["l1", 1], by_name["arm.1", 1]
    assert [one[name] for name in same] == [other[name] for name in same]
    assert one["accuracy_test"] != by_name["l1", 2]["accuracy_test"]


def test_a_function_without_scores_has_a_reason_and_no_accuracy(undisturbed):
    failed = [row for row in undisturbed[0]["rows"] if row["function"] == "arm.2"]
    assert failed == [
        {
            "function": "arm.2",
            "kind": "champion",
            "seed": seed,
            "longer": 1.0,
            "reason": "not_finite",
            "accuracy_test": None,
        }
        for seed in (1, 2)
    ]


def test_inverted_keeps_what_the_function_ranks_lowest(undisturbed, prepared, root):
    rows = {row["function"]: row for row in undisturbed[0]["rows"]}
    job = small_functions.job()
    bench = Bench.at(
        StudyPaths(prepared), "a", 1, job.task, job.scoring, job.fitness, files=root, device="cpu"
    )
    scores = [function("l1").closed(layer) for layer in bench.layers]
    for place, (own, width) in enumerate(zip(scores, [5, 9, 17], strict=True)):
        for name, values in (("l1", own), ("l1-inverted", -own)):
            kept = keep_highest(values, width)
            assert rows[name]["keep_masks"][place] == "".join("01"[int(k)] for k in kept)
    network = bench.whole
    assert undisturbed[0]["accuracy_whole"] == bench.accuracy(network)
    assert {row["macs_share"] for row in rows.values() if not row["reason"]} == {
        rows["l1"]["macs_share"]
    }
    assert 0.08 < rows["l1"]["macs_share"] < 0.35


def test_a_control_is_scored_by_its_expression(undisturbed, prepared, root):
    (row,) = (row for row in undisturbed[0]["rows"] if row["function"] == "spread")
    job = small_functions.job()
    bench = Bench.at(
        StudyPaths(prepared), "a", 1, job.task, job.scoring, job.fitness, files=root, device="cpu"
    )
    kept = [
        keep_highest(layer.shared["X"].var(axis=(1, 2)), width)
        for layer, width in zip(bench.layers, [5, 9, 17], strict=True)
    ]
    assert row["keep_masks"] == ["".join("01"[int(k)] for k in own) for own in kept]
    assert row["kind"] == "control"


def test_chance_draws_anew_and_shuffled_labels_choose_otherwise(undisturbed):
    rows = {(row["function"], row["seed"]): row for row in undisturbed[0]["rows"]}
    assert rows["random", 1]["keep_masks"] != rows["random", 2]["keep_masks"]
    assert rows["l1", 1]["keep_masks"] == rows["l1", 2]["keep_masks"]
    assert rows["fisher-shuffled", 1]["keep_masks"] != rows["evolved", 1]["keep_masks"]


def test_no_row_has_a_time_and_the_record_says_what_all_cost(undisturbed, prepared):
    assert "seconds" not in json.dumps(undisturbed[0])
    timing = artifacts.read_json(StudyPaths(prepared).transferred("a", 1))["timing"]
    parts = [timing[f"cpu_seconds_{n}"] for n in ("scoring", "removal", "retraining", "validation")]
    assert timing["cpu_seconds"] == pytest.approx(sum(parts), abs=0.003)
    assert min(parts) > 0


SLOW = pytest.mark.slow


@pytest.mark.parametrize("trials_done", [6, *(pytest.param(n, marks=SLOW) for n in (1, 2, 9, 10))])
def test_interrupted_after_a_trial_it_ends_the_same(
    undisturbed, prepared, root, monkeypatch, trials_done
):
    StudyPaths(prepared).transferred("a", 1).unlink()
    monkeypatch.setattr(transfers, "noted", asked_after(trials_done - 1))
    opened = []
    plain = ImageSplits.read_test
    monkeypatch.setattr(
        ImageSplits, "read_test", lambda self, reader: opened.append(reader) or plain(self, reader)
    )
    with pytest.raises(Interrupted, match="trials are kept"):
        run(root, prepared)
    assert opened == []
    (folder,) = StudyPaths(prepared).unfinished.iterdir()
    assert len(list(folder.glob("*.json"))) == trials_done
    monkeypatch.setattr(transfers, "noted", asked_after(99))
    made = []
    tried = transfers.tried
    monkeypatch.setattr(transfers, "tried", lambda *given: made.append(1) or tried(*given))
    assert run(root, prepared) == 12
    assert (len(made), opened) == (11 - trials_done, ["final"])
    assert without_timing(prepared) == undisturbed[0]
    assert list(StudyPaths(prepared).unfinished.iterdir()) == []


@pytest.mark.parametrize("suffix", [pytest.param("json", marks=SLOW), "safetensors"])
def test_a_spoilt_trial_is_tried_again(undisturbed, prepared, root, monkeypatch, suffix):
    monkeypatch.setattr(transfers, "noted", asked_after(4))
    with pytest.raises(Interrupted):
        run(root, prepared)
    (folder,) = StudyPaths(prepared).unfinished.iterdir()
    spoilt = sorted(folder.glob(f"*.{suffix}"))[0]
    spoilt.write_bytes(spoilt.read_bytes()[:-3])
    monkeypatch.setattr(transfers, "noted", asked_after(99))
    made = []
    tried = transfers.tried
    monkeypatch.setattr(transfers, "tried", lambda *given: made.append(1) or tried(*given))
    run(root, prepared)
    assert len(made) == 11 - 5 + 1
    assert without_timing(prepared) == undisturbed[0]


def test_trials_of_another_code_or_task_are_not_taken(undisturbed, prepared, root, monkeypatch):
    monkeypatch.setattr(transfers, "noted", asked_after(0))
    for _ in range(2):
        with pytest.raises(Interrupted):
            transfer(small_functions.job(), prepared, "other code", root, device="cpu")
    with pytest.raises(Interrupted):
        run(root, prepared, factor=2.0)
    folders = list(StudyPaths(prepared).unfinished.iterdir())
    assert sorted(len(list(folder.glob("*.json"))) for folder in folders) == [1, 2]
    for folder in folders:
        shutil.rmtree(folder)


@SLOW
def test_longer_trials_are_beside_the_short_ones(undisturbed, prepared, root):
    assert run(root, prepared, factor=3.0, long_seeds=1) == 12 + 3
    rows = without_timing(prepared)["rows"]
    assert rows[:12] == undisturbed[0]["rows"]
    assert [(r["function"], r["seed"], r["longer"]) for r in rows[12:]] == [
        ("evolved", 1, 3.0),
        ("l1", 1, 3.0),
        ("random", 1, 3.0),
    ]
    by_name = {r["function"]: r for r in rows if r["longer"] == 1 and r["seed"] == 1}
    for row in rows[12:]:
        assert row["keep_masks"] == by_name[row["function"]]["keep_masks"]
        assert row["accuracy_validation"] != by_name[row["function"]]["accuracy_validation"]


# How exact all of it is


def test_expressions_are_as_exact_as_their_closed_forms(prepared, root):
    job = small_functions.job()
    bench = Bench.at(
        StudyPaths(prepared), "a", 1, job.task, job.scoring, job.fitness, files=root, device="cpu"
    )
    found = parity(bench, [*HANDMADE, "xi_a"])
    assert list(found["scores"]) == [*HANDMADE, "xi_a"]
    assert all(0 <= value < 1e-9 for value in found["scores"].values())
    assert 0 <= found["removal"] < 1e-4
    with pytest.MonkeyPatch.context() as patch:
        closed = function("l1").closed
        patch.setattr(function("l1"), "closed", lambda layer: closed(layer) * 1.001)
        assert parity(bench, ["l1"])["scores"]["l1"] == pytest.approx(0.001 / 1.001)
        patch.setattr(function("l1"), "closed", lambda layer: np.zeros(layer.channels))
        assert 0 < parity(bench, ["l1"])["scores"]["l1"] < float("inf")  # of a dead layer


def test_parity_is_of_the_functions_that_were_tried(undisturbed):
    assert list(undisturbed[0]["parity"]["scores"]) == ["l1"]
