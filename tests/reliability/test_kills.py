"""Processes that are killed, asked to end, starved of disk or not alone."""

import os
import random
import resource
import signal
import tempfile
import time
from pathlib import Path

import pytest

from evoprune import artifacts
from evoprune.studies.autoencoder.paths import StudyPaths
from tests.reliability.study import ARMS, BEFORE_IT_BEGAN, Child, broken, contents, prepare, train

pytestmark = [pytest.mark.slow, pytest.mark.reliability]

WHOLE = os.environ.get("EVOPRUNE_RELIABILITY") == "whole"
"""Whether the whole form of the tests is asked for, as `make test-reliability` does."""
KILLS, RESUMES, REQUESTS = (200, 20, 20) if WHOLE else (12, 4, 4)
SIZES = [0, 1, 64, 100, 1000, 5000, 20_000, 50_000, 100_000, 200_000]
CORRUPTIONS = (1000, 100, 100) if WHOLE else (100, 20, 20)
"""Bit flips, truncations, zeroed pages."""


@pytest.fixture(scope="module", params=ARMS if WHOLE else ARMS[::2])
def undisturbed(request, tmp_path_factory):
    """An arm, what an undisturbed training of it leaves, and how long it takes."""
    root = tmp_path_factory.mktemp("undisturbed")
    prepare(root, request.param)
    train(root, request.param)  # compiles
    for path in StudyPaths(root).study.rglob("*.json"):
        path.unlink()
    child = Child(root, request.param)
    assert child.wait() == 0
    return request.param, contents(root), time.monotonic() - child.started


def test_killed_at_any_time_no_file_is_broken_and_the_end_is_the_same(undisturbed, tmp_path):
    arm, whole, seconds = undisturbed
    prepare(tmp_path, arm)
    clock = random.Random(1)
    kills = 0
    while kills < KILLS // 2:
        code = Child(tmp_path, arm).end(clock.uniform(0, 0.6 * seconds))
        # A checkpoint may be cut short between its checksum and itself; results may not.
        assert [name for name in broken(tmp_path) if "unfinished" not in name] == []
        kills += code == -signal.SIGKILL
        if code == 0:
            assert contents(tmp_path) == whole
            for path in StudyPaths(tmp_path).study.rglob("*.json"):
                path.unlink()
    train(tmp_path, arm)
    assert contents(tmp_path) == whole


def test_one_kill_anywhere_and_then_to_the_end(undisturbed, tmp_path):
    arm, whole, seconds = undisturbed
    for number in range(RESUMES):
        root = tmp_path / str(number)
        prepare(root, arm)
        Child(root, arm).end(seconds * (number + 0.5) / RESUMES)
        train(root, arm)
        assert contents(root) == whole


def test_asked_to_end_it_saves_and_says_so_in_time(undisturbed, tmp_path):
    arm, whole, seconds = undisturbed
    interrupted = 0
    for number in range(REQUESTS):
        root = tmp_path / str(number)
        prepare(root, arm)
        which = (signal.SIGTERM, signal.SIGINT)[number % 2]
        child = Child(root, arm, checkpoint_seconds=0.0)
        # Without checkpoints in between it takes about half as long.
        time.sleep(0.5 * seconds * (number + 0.5) / REQUESTS)
        asked = time.monotonic()
        code = child.end(0, which)
        assert time.monotonic() - asked < 10
        assert code in (75, 0, -signal.SIGTERM, BEFORE_IT_BEGAN)
        if code == 75:
            interrupted += 1
            assert f"{which.name}: saved after" in child.log.read_text()
        again = Child(root, arm)
        assert again.wait() == 0
        assert ("goes on from a checkpoint" in again.log.read_text()) == (code == 75)
        assert contents(root) == whole
        assert list(StudyPaths(root).unfinished.iterdir()) == []
    assert interrupted >= REQUESTS // 4


@pytest.mark.parametrize("size", SIZES if WHOLE else SIZES[::3])
def test_a_full_disk_is_told_and_leaves_what_was_there(undisturbed, tmp_path, size):
    arm, whole, _ = undisturbed
    prepare(tmp_path, arm)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    # The limit would be that of a log as well.
    code = Child(tmp_path, arm, before=limited, log=Path(os.devnull)).wait()
    assert [name for name in broken(tmp_path) if "unfinished" not in name] == []
    assert code in (0, 1), code
    if size <= 20_000:
        assert code == 1
    train(tmp_path, arm)
    assert contents(tmp_path) == whole


@pytest.fixture
def open_folder():
    """A folder that every user can get at; those of pytest are its user's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o755)


def test_results_that_are_read_only_are_refused_before_training(undisturbed, open_folder):
    arm, _, _ = undisturbed
    prepare(open_folder, arm)
    for path in [open_folder, *open_folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        if os.getuid() == 0:
            os.setuid(65534)  # root may write everywhere
        started = time.monotonic()
        try:
            train(open_folder, arm)
            said = "trained"
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer, f"{time.monotonic() - started:.3f} {said}".encode())
        os._exit(0)
    os.waitpid(pid, 0)
    seconds, _, said = os.read(reader, 10_000).decode().partition(" ")
    assert said.startswith("WriteError"), said
    assert "Permission denied" in said
    assert float(seconds) < 2


def test_of_two_processes_on_one_run_one_wins_and_the_other_says_so(undisturbed, tmp_path):
    arm, whole, _ = undisturbed
    prepare(tmp_path, arm)
    first = Child(tmp_path, arm)
    time.sleep(0.1)
    second = Child(tmp_path, arm, log=tmp_path / "second.txt")
    codes = [first.wait(), second.wait()]
    if codes != [0, 0]:  # the first may have been done before the second came
        assert sorted(codes) == [0, 1]
        loser = (first, second)[codes.index(1)]
        assert "is being trained by process" in loser.log.read_text()
    assert contents(tmp_path) == whole


def test_every_corruption_of_a_checkpoint_is_refused(undisturbed, tmp_path, capsys):
    """Each is refused by name; the generation before is what is gone on with."""
    arm, _, seconds = undisturbed
    prepare(tmp_path, arm)
    # The interruption saves a second generation, if none was saved in between.
    for part in range(20):
        Child(tmp_path, arm).end(0.3 * seconds * (1 + part / 20), signal.SIGTERM)
        generations = list(StudyPaths(tmp_path).unfinished.glob("*.safetensors"))
        if len(generations) == 2:
            break
        for record in StudyPaths(tmp_path).study.rglob("*.json"):
            record.unlink()  # it was done before the signal came
    assert len(generations) == 2
    path = max(generations, key=os.path.getmtime)
    whole, clock, refused = path.read_bytes(), random.Random(2), 0
    for kind, count in enumerate(CORRUPTIONS):
        for _ in range(count):
            data = bytearray(whole)
            place = clock.randrange(len(data))
            if kind == 0:
                data[place] ^= 1 << clock.randrange(8)
            elif kind == 1:
                del data[place:]
            else:
                start = clock.randrange(max(1, len(data) - 4096))
                data[start : start + 4096] = bytes(4096)
            if bytes(data) == whole:
                refused += 1  # the page was zero before
                continue
            path.write_bytes(bytes(data))
            with pytest.raises(artifacts.CorruptFileError, match=path.name):
                artifacts.read_tensors(path)
            refused += 1
    assert refused == sum(CORRUPTIONS)
    path.write_bytes(whole[:-1])
    capsys.readouterr()
    train(tmp_path, arm)
    said = capsys.readouterr().err
    assert path.name in said
    assert "goes on from a checkpoint" in said
