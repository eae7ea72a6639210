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
from tests.promises import WHOLE, scaled
from tests.reliability.process import BEFORE_IT_BEGAN
from tests.reliability.study import (
    ARMS,
    Child,
    broken,
    contents,
    forget_records,
    prepare,
    train,
)

pytestmark = [pytest.mark.slow, pytest.mark.reliability]

KILLS, RESUMES, REQUESTS = scaled((70, 20, 10), (6, 4, 4))
"""Of each arm; requests are as many with each signal."""
SIZES = [0, 1, 64, 100, 1000, 5000, 20_000, 50_000, 100_000, 200_000]
CORRUPTIONS = scaled((1000, 100, 100), (100, 20, 20))
"""Bit flips, truncations, zeroed pages."""


@pytest.fixture(scope="module", params=ARMS if WHOLE else ARMS[::2])
def undisturbed(request, tmp_path_factory):
    """An arm, what an undisturbed training of it leaves, and how long it takes."""
    root = tmp_path_factory.mktemp("undisturbed")
    prepare(root, request.param)
    train(root, request.param)  # compiles
    forget_records(root)
    child = Child(root, request.param)
    assert child.wait() == 0
    return request.param, contents(root), time.monotonic() - child.started


@pytest.mark.promise("no partial file under a final name, SIGKILL at any time", tries=200)
def test_killed_at_any_time_no_file_is_broken_and_the_end_is_the_same(
    undisturbed, tmp_path, promise
):
    arm, whole, seconds = undisturbed
    prepare(tmp_path, arm)
    clock = random.Random(1)
    kills = 0
    while kills < KILLS:
        code = Child(tmp_path, arm).end(clock.uniform(0, 0.6 * seconds))
        kills += code == -signal.SIGKILL
        with promise.tried(times=int(code == -signal.SIGKILL)):
            # A checkpoint may be cut short between its checksum and itself; results may not.
            assert [name for name in broken(tmp_path) if "unfinished" not in name] == []
        if code == 0:
            assert contents(tmp_path) == whole
            forget_records(tmp_path)
    train(tmp_path, arm)
    assert contents(tmp_path) == whole


@pytest.mark.promise("killed once anywhere and resumed, the same bits as undisturbed", tries=20)
def test_one_kill_anywhere_and_then_to_the_end(undisturbed, tmp_path, promise):
    arm, whole, seconds = undisturbed
    for number in range(RESUMES):
        root = tmp_path / str(number)
        prepare(root, arm)
        with promise.tried():
            Child(root, arm).end(seconds * (number + 0.5) / RESUMES)
            train(root, arm)
            assert contents(root) == whole


@pytest.mark.promise(
    "asked to end by SIGTERM or Ctrl-C, the state is saved in time and gone on with, bit by bit",
    tries=40,
    seconds=10,
)
@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_saves_and_says_so_in_time(undisturbed, tmp_path, which, promise):
    arm, whole, seconds = undisturbed
    interrupted, number = 0, 0
    while interrupted < REQUESTS:
        # Without checkpoints in between it takes about half as long.
        part = 0.5 * (number % REQUESTS + 0.5) / REQUESTS
        root, number = tmp_path / str(number), number + 1
        prepare(root, arm)
        child = Child(root, arm, checkpoint_seconds=0.0)
        time.sleep(seconds * part)
        asked = time.monotonic()
        code = child.end(0, which)
        promise.took(time.monotonic() - asked)
        assert code in (75, 0, -signal.SIGTERM, BEFORE_IT_BEGAN)
        interrupted += code == 75
        with promise.tried(times=int(code == 75)):
            if code == 75:
                assert f"{which.name}: saved after" in child.log.read_text()
            again = Child(root, arm)
            assert again.wait() == 0
            assert ("goes on from a checkpoint" in again.log.read_text()) == (code == 75)
            assert contents(root) == whole
            assert list(StudyPaths(root).unfinished.iterdir()) == []


@pytest.mark.promise("a full disk is told and harms nothing that was there, 10 sizes", tries=10)
@pytest.mark.parametrize("size", scaled(SIZES, SIZES[::3]))
def test_a_full_disk_is_told_and_leaves_what_was_there(undisturbed, tmp_path, size, promise):
    arm, whole, _ = undisturbed
    prepare(tmp_path, arm)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    # The limit would be that of a log as well.
    code = Child(tmp_path, arm, before=limited, log=Path(os.devnull)).wait()
    with promise.tried():
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


@pytest.mark.promise("read-only results are refused before training", tries=3, seconds=2)
def test_results_that_are_read_only_are_refused_before_training(undisturbed, open_folder, promise):
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
    with promise.tried():
        assert said.startswith("WriteError"), said
        assert "Permission denied" in said
        promise.took(float(seconds))


@pytest.mark.promise("of two processes on one run one trains, the other says so", tries=20)
def test_of_two_processes_on_one_run_one_wins_and_the_other_says_so(undisturbed, tmp_path, promise):
    arm, whole, _ = undisturbed
    met = number = 0
    while met < scaled(7, 1):
        root, number = tmp_path / str(number), number + 1
        prepare(root, arm)
        children = [Child(root, arm), Child(root, arm, log=tmp_path / f"{number}.txt")]
        codes = [child.wait() for child in children]
        if codes != [0, 0]:  # the first was done before the second came
            met += 1
            with promise.tried():
                assert sorted(codes) == [0, 1]
                loser = children[codes.index(1)]
                assert "is being trained by process" in loser.log.read_text()
        assert contents(root) == whole


def two_generations(root, arm) -> list[Path]:
    """Files of both generations of a training that was killed when they were there."""
    while True:
        child = Child(root, arm, checkpoint_seconds=1e-3)
        while child.runs():
            if len(list(StudyPaths(root).unfinished.glob("*.safetensors"))) == 2:
                child.end(0)
                break
        found = list(StudyPaths(root).unfinished.glob("*.safetensors"))
        if len(found) == 2 and all(map(artifacts.is_intact, found)):
            return found
        # Killed between a file and its checksum, as may be: begin anew.
        for path in StudyPaths(root).unfinished.iterdir():
            path.unlink()
        forget_records(root)


def spoilt(content: bytes, kind: int, clock: random.Random) -> bytes:
    """A flipped bit, a truncated file or a page of zeros."""
    data = bytearray(content)
    place = clock.randrange(len(data))
    if kind == 0:
        data[place] ^= 1 << clock.randrange(8)
    elif kind == 1:
        del data[place:]
    else:
        start = clock.randrange(max(1, len(data) - 4096))
        data[start : start + 4096] = bytes(4096)
    return bytes(data)


@pytest.mark.promise("a spoilt checkpoint is refused by name", tries=1200)
def test_every_corruption_of_a_checkpoint_is_refused(undisturbed, tmp_path, capsys, promise):
    """The generation before is what is gone on with."""
    arm, _, _ = undisturbed
    prepare(tmp_path, arm)
    path = max(two_generations(tmp_path, arm), key=os.path.getmtime)
    whole, clock = path.read_bytes(), random.Random(2)
    for kind, count in enumerate(CORRUPTIONS):
        done = 0
        while done < count:
            data = spoilt(whole, kind, clock)
            if data == whole:
                continue  # the page was zero before
            done += 1
            path.write_bytes(data)
            with promise.tried(), pytest.raises(artifacts.CorruptFileError, match=path.name):
                artifacts.read_tensors(path)
    path.write_bytes(whole[:-1])
    capsys.readouterr()
    train(tmp_path, arm)
    said = capsys.readouterr().err
    assert path.name in said
    assert "goes on from a checkpoint" in said
