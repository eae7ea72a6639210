"""Searches that are killed, asked to end, spoilt or not alone."""

import os
import random
import signal
import time

import pytest

from evoprune.studies.filter_criteria.paths import StudyPaths
from tests import drawn_digits, small_search
from tests.promises import scaled
from tests.reliability.process import BEFORE_IT_BEGAN
from tests.reliability.searches import ARMS, Child, broken, contents, forget, search

pytestmark = [pytest.mark.slow, pytest.mark.reliability]

KILLS, REQUESTS, MEETINGS = scaled((10, 5, 5), (3, 2, 1))
"""Of each arm; requests are as many with each signal."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A data root, which the manifest knows."""
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        patch.setenv("DATA_ROOT", str(root))
        yield root


@pytest.fixture(scope="module", params=ARMS, ids=lambda arm: arm.name)
def undisturbed(request, root, tmp_path_factory):
    """An arm, what an undisturbed search of it leaves, and how long it takes."""
    results = tmp_path_factory.mktemp("undisturbed")
    small_search.look(root, results)
    assert search(results, request.param) == 0  # imports
    forget(results)
    child = Child(results, request.param)
    assert child.wait() == 0
    whole = contents(results)
    assert [name.split("/")[0] for name in whole] == ["evaluations", "models", "runs"]
    return request.param, whole, time.monotonic() - child.started


@pytest.mark.promise(
    "a search killed at a random moment goes on and ends with the same bytes", tries=20
)
def test_killed_at_random_moments_the_end_is_the_same(undisturbed, root, tmp_path, promise):
    arm, whole, seconds = undisturbed
    clock = random.Random(3)
    for number in range(KILLS):
        results = tmp_path / str(number)
        small_search.look(root, results)
        code = 0
        while code == 0:  # it was done before its time
            forget(results)
            code = Child(results, arm).end(clock.uniform(0, 0.9 * seconds))
        assert code == -signal.SIGKILL
        with promise.tried():
            assert broken(results) == []
            assert search(results, arm) == 0
            assert contents(results) == whole
            assert list(StudyPaths(results).unfinished.iterdir()) == []


def test_killed_again_and_again_it_gets_to_the_end(undisturbed, root, tmp_path):
    arm, whole, seconds = undisturbed
    small_search.look(root, tmp_path)
    clock, kills = random.Random(4), 0
    while (code := Child(tmp_path, arm, seconds=0.001).end(clock.uniform(0.3, 0.7) * seconds)) != 0:
        assert code == -signal.SIGKILL
        assert broken(tmp_path) == []
        kills += 1
        assert kills < 40
    assert kills >= 1
    assert contents(tmp_path) == whole


@pytest.mark.promise(
    "a search asked to end by SIGTERM or Ctrl-C saves in time and goes on, byte by byte",
    tries=20,
    seconds=10,
)
@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_saves_and_says_so_in_time(undisturbed, root, tmp_path, which, promise):
    arm, whole, seconds = undisturbed
    interrupted = number = 0
    while interrupted < REQUESTS:
        results = tmp_path / str(number)
        part = 0.7 * (number % REQUESTS + 0.5) / REQUESTS
        number += 1
        small_search.look(root, results)
        child = Child(results, arm, seconds=0.0)  # no checkpoint but on request
        time.sleep(seconds * part)
        asked = time.monotonic()
        code = child.end(0, which)
        promise.took(time.monotonic() - asked)
        assert code in (75, 0, -signal.SIGTERM, BEFORE_IT_BEGAN)
        interrupted += code == 75
        with promise.tried(times=int(code == 75)):
            if code == 75:
                assert f"{which.name}: saved after" in child.log.read_text()
            again = Child(results, arm)
            assert again.wait() == 0
            assert ("goes on from a checkpoint" in again.log.read_text()) == (code == 75)
            assert contents(results) == whole
            assert list(StudyPaths(results).unfinished.iterdir()) == []


def test_the_older_checkpoint_serves_where_the_newer_one_is_spoilt(
    undisturbed, root, tmp_path, capsys
):
    arm, whole, _ = undisturbed
    small_search.look(root, tmp_path)
    folder = StudyPaths(tmp_path).unfinished
    child = Child(tmp_path, arm, seconds=0.001)
    while child.runs() and len(list(folder.glob("*.safetensors"))) < 2:
        time.sleep(0.001)
    time.sleep(0.05)
    assert child.end(0) == -signal.SIGKILL
    generations = sorted(folder.glob("*.safetensors"), key=os.path.getmtime)
    assert len(generations) == 2
    newest = generations[1]
    newest.write_bytes(newest.read_bytes()[:-1])
    capsys.readouterr()
    assert search(tmp_path, arm) == 0
    said = capsys.readouterr().err
    assert f"checkpoint passed over: {newest}" in said
    assert "goes on from a checkpoint" in said
    assert contents(tmp_path) == whole


def test_without_a_whole_checkpoint_it_begins_anew(undisturbed, root, tmp_path, capsys):
    arm, whole, _ = undisturbed
    small_search.look(root, tmp_path)
    folder = StudyPaths(tmp_path).unfinished
    child = Child(tmp_path, arm, seconds=0.001)
    while child.runs() and len(list(folder.glob("*.safetensors"))) < 2:
        time.sleep(0.001)
    assert child.end(0) == -signal.SIGKILL
    for path in folder.glob("*.safetensors"):
        path.write_bytes(b"?")
    capsys.readouterr()
    assert search(tmp_path, arm) == 0
    said = capsys.readouterr().err
    assert said.count("checkpoint passed over") == 2
    assert "goes on" not in said
    assert contents(tmp_path) == whole


@pytest.mark.promise("of two processes on one search one works, the other says so", tries=10)
def test_of_two_processes_on_one_run_one_works_and_the_other_says_so(
    undisturbed, root, tmp_path, promise
):
    arm, whole, _ = undisturbed
    met = number = 0
    while met < MEETINGS:
        results = tmp_path / str(number)
        number += 1
        small_search.look(root, results)
        children = [Child(results, arm), Child(results, arm, log="other.txt")]
        codes = [child.wait() for child in children]
        if codes != [0, 0]:  # the first was done before the second came
            met += 1
            with promise.tried():
                assert sorted(codes) == [0, 1]
                loser = children[codes.index(1)]
                assert "is being trained by process" in loser.log.read_text()
        assert contents(results) == whole
