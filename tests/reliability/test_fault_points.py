"""A process that dies at any call by which a checkpoint is saved: one to go on from is there."""

import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evoprune import artifacts
from evoprune.checkpoints import Checkpoints
from evoprune.interruption import Interruption

pytestmark = [pytest.mark.reliability]

CALLS = ("fdopen", "fsync", "chmod", "replace", "open", "close")
SIZE = 200_000
"""Numbers of the state: more than a stream keeps to itself, so that it is written in parts."""


def checkpoints(folder: Path) -> Checkpoints:
    made = Checkpoints(folder / "job", seconds=1e-9, interruption=Interruption())
    made.runs = ["a"]
    return made


def save(folder: Path, done: int) -> None:
    checkpoints(folder).keep(done, lambda: {"x": np.full(SIZE, float(done))})


class Dying:
    """Kills its process before or after the n-th call of those that are wrapped."""

    def __init__(self, point: int) -> None:
        self.point, self.calls = point, 0

    def wrapped(self, function: Callable) -> Callable:
        def call(*arguments, **more):
            self.count()
            result = function(*arguments, **more)
            self.count()
            return self.halved(result) if function is os.fdopen else result

        return call

    def count(self) -> None:
        self.calls += 1
        if self.calls == self.point:
            os.kill(os.getpid(), signal.SIGKILL)

    def halved(self, stream):
        """A stream that writes in two halves, with a moment to die at in between."""
        write = stream.write

        def in_halves(data):
            write(data[: len(data) // 2])
            stream.flush()
            self.count()
            return write(data[len(data) // 2 :])

        return _Stream(stream, in_halves)


class _Stream:
    def __init__(self, stream, write) -> None:
        self._stream, self.write = stream, write

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stream.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)


def dies_at(point: int, folder: Path, done: int) -> bool:
    """Save in a child that dies at a point; whether it was reached."""
    pid = os.fork()
    if pid == 0:
        dying = Dying(point)
        tempfile.mkstemp = dying.wrapped(tempfile.mkstemp)
        for name in CALLS:
            setattr(os, name, dying.wrapped(getattr(os, name)))
        save(folder, done)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


@pytest.mark.promise(
    "a process that dies at any write, sync or rename leaves a whole checkpoint", tries=24
)
def test_a_whole_checkpoint_is_there_whatever_call_was_the_last(tmp_path, promise):
    points, reached = 0, True
    while reached:
        points += 1
        folder = tmp_path / str(points)
        folder.mkdir()
        save(folder, 1)
        save(folder, 2)
        reached = dies_at(points, folder, 3)
        with promise.tried(times=int(reached)):
            done, arrays = checkpoints(folder).latest()
            # The newer generation is not written over; the state after it counts if it is whole.
            assert done in ((2, 3) if reached else (3,))
            assert (arrays["x"] == done).all()
            save(folder, 4)
            assert checkpoints(folder).latest()[0] == 4
            whole = [p for p in folder.glob("*.safetensors") if artifacts.is_intact(p)]
            assert len(whole) >= 1
    assert points > 24
