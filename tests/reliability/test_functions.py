"""Jobs of study 3 that are killed, asked to end, or not alone."""

import random
import shutil
import signal
import time

import pytest

from evoprune.studies.pruning_functions.paths import StudyPaths
from tests import drawn_digits
from tests.promises import scaled
from tests.reliability.functions import JOBS, Child, forget, prepare, work
from tests.reliability.process import BEFORE_IT_BEGAN
from tests.reliability.results import broken, contents

pytestmark = [pytest.mark.slow, pytest.mark.reliability]

KILLS, REQUESTS, MEETINGS = scaled((10, 4, 4), (3, 2, 1))
"""Of each job; requests are as many with each signal."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Results that hold what all jobs need."""
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        patch.setenv("DATA_ROOT", str(root))
        results = tmp_path_factory.mktemp("prepared")
        prepare(root, results)
        yield results


@pytest.fixture(scope="module", params=JOBS, ids=lambda job: job.name)
def undisturbed(request, prepared, tmp_path_factory):
    """A job, what it leaves undisturbed, and how long it takes."""
    results = tmp_path_factory.mktemp("undisturbed") / "results"
    shutil.copytree(prepared, results)
    assert work(results, request.param) == 0  # imports
    forget(results, request.param)
    child = Child(results, request.param)
    assert child.wait() == 0
    return request.param, study(results), time.monotonic() - child.started


def study(results):
    return contents(StudyPaths(results).study)


def left(results):
    return list(StudyPaths(results).unfinished.iterdir())


@pytest.mark.promise(
    "evolution, training and transfer of functions killed at a random moment end with the same "
    "bytes",
    tries=30,
)
def test_killed_at_random_moments_the_end_is_the_same(undisturbed, prepared, tmp_path, promise):
    job, whole, seconds = undisturbed
    clock = random.Random(5)
    for number in range(KILLS):
        results = tmp_path / str(number)
        shutil.copytree(prepared, results)
        code = 0
        while code == 0:  # it was done before its time
            forget(results, job)
            code = Child(results, job).end(clock.uniform(0, 0.95 * seconds))
        assert code == -signal.SIGKILL
        with promise.tried():
            assert broken(StudyPaths(results).study) == []
            assert work(results, job) == 0
            assert study(results) == whole
            assert left(results) == []


def test_killed_again_and_again_it_gets_to_the_end(undisturbed, prepared, tmp_path):
    job, whole, seconds = undisturbed
    results = tmp_path / "results"
    shutil.copytree(prepared, results)
    clock, kills = random.Random(6), 0
    while (code := Child(results, job).end(clock.uniform(0.2, 0.6) * seconds)) != 0 or not kills:
        if code == 0:  # it was done before its time
            forget(results, job)
            continue
        assert code == -signal.SIGKILL
        assert broken(StudyPaths(results).study) == []
        kills += 1
        assert kills < 40
    assert study(results) == whole


@pytest.mark.promise(
    "jobs of functions asked to end by SIGTERM or Ctrl-C save in time and go on, byte by byte",
    tries=24,
    seconds=10,
)
@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_saves_and_says_so_in_time(undisturbed, prepared, tmp_path, which, promise):
    job, whole, seconds = undisturbed
    interrupted = number = 0
    while interrupted < REQUESTS:
        results = tmp_path / str(number)
        part = 0.7 * (number % REQUESTS + 0.5) / REQUESTS
        number += 1
        shutil.copytree(prepared, results)
        child = Child(results, job)
        time.sleep(seconds * part)
        asked = time.monotonic()
        code = child.end(0, which)
        promise.took(time.monotonic() - asked)
        assert code in (75, 0, -signal.SIGTERM, BEFORE_IT_BEGAN)
        interrupted += code == 75
        with promise.tried(times=int(code == 75)):
            if code == 75:
                assert which.name in child.log.read_text()
                assert "the same command goes on" in child.log.read_text()
            assert Child(results, job).wait() == 0
            assert study(results) == whole
            assert left(results) == []


@pytest.mark.promise(
    "of two processes on one job of functions one works, the other says so", tries=12
)
def test_of_two_processes_on_one_job_one_works_and_the_other_says_so(
    undisturbed, prepared, tmp_path, promise
):
    job, whole, _ = undisturbed
    met = number = 0
    while met < MEETINGS:
        results = tmp_path / str(number)
        number += 1
        shutil.copytree(prepared, results)
        children = [Child(results, job), Child(results, job, log="other.txt")]
        codes = [child.wait() for child in children]
        if codes != [0, 0]:  # the first was done before the second came
            met += 1
            with promise.tried():
                assert sorted(codes) == [0, 1]
                loser = children[codes.index(1)]
                assert "is being trained by process" in loser.log.read_text()
        assert study(results) == whole
