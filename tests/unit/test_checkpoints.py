"""Checkpoints, locks and requests to end: what is there at every moment, and what is said."""

import errno
import fcntl
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from evoprune import artifacts, locks
from evoprune.checkpoints import Checkpoints
from evoprune.errors import WriteError
from evoprune.interruption import Interrupted, Interruption, noted
from evoprune.logs import copied_to


def checkpoints(tmp_path, seconds=1e-9, runs=("a", "b")):
    made = Checkpoints(tmp_path / "job", seconds=seconds, interruption=Interruption())
    made.runs = list(runs)
    return made


def state(value):
    return lambda: {"x": np.full(1000, value), "n": np.array([value])}


def test_what_a_killed_writer_left_goes_with_the_rest(tmp_path):
    kept = checkpoints(tmp_path)
    kept.keep(1, state(1))
    other = tmp_path / ".job2.0.safetensors.abc.tmp"
    for name in (".job.0.safetensors.abc.tmp", ".job.1.safetensors.sha256.x.tmp", other.name):
        (tmp_path / name).write_bytes(b"torn")
    kept.discard()
    assert list(tmp_path.iterdir()) == [other]


def saved(tmp_path):
    return sorted(path.name for path in tmp_path.glob("*.safetensors"))


def test_the_newest_of_two_generations_is_gone_on_with(tmp_path):
    kept = checkpoints(tmp_path)
    assert kept.latest() is None
    for done in (1, 2, 3):
        kept.keep(done, state(done))
        done_then, arrays = checkpoints(tmp_path).latest()
        assert (done_then, arrays["x"][0]) == (done, done)
    assert saved(tmp_path) == ["job.0.safetensors", "job.1.safetensors"]
    kept.discard()
    assert list(tmp_path.iterdir()) == []


def test_going_on_never_writes_over_the_newest(tmp_path):
    first = checkpoints(tmp_path)
    first.keep(1, state(1))
    first.keep(2, state(2))
    newest = {p.name: artifacts.read_tensors(p)[1]["done"] for p in tmp_path.glob("*.safetensors")}
    again = checkpoints(tmp_path)
    again.keep(3, state(3))
    left = {p.name: artifacts.read_tensors(p)[1]["done"] for p in tmp_path.glob("*.safetensors")}
    assert sorted(left.values()) == ["2", "3"]
    kept = next(name for name, done in newest.items() if done == "2")
    assert left[kept] == "2"


@pytest.mark.parametrize("damage", ["bit", "cut", "zeros", "empty", "no checksum"])
def test_a_damaged_generation_is_passed_over_with_a_word(tmp_path, capsys, damage):
    kept = checkpoints(tmp_path)
    kept.keep(1, state(1))
    kept.keep(2, state(2))
    path = tmp_path / "job.1.safetensors"
    data = bytearray(path.read_bytes())
    if damage == "bit":
        data[-100] ^= 1
    elif damage == "cut":
        data = data[:-1]
    elif damage == "zeros":
        data[1000:5096] = bytes(4096)
    elif damage == "empty":
        data = bytearray()
    else:
        artifacts.sidecar(path).unlink()
    path.write_bytes(bytes(data))
    again = checkpoints(tmp_path)
    assert again.latest()[0] == 1
    said = capsys.readouterr().err
    assert ("job.1.safetensors" in said) == (damage != "no checksum")
    again.keep(3, state(3))
    assert checkpoints(tmp_path).latest()[0] == 3


def test_a_file_with_a_right_checksum_that_is_no_checkpoint_is_passed_over(tmp_path, capsys):
    checkpoints(tmp_path).keep(1, state(1))
    artifacts.write_tensors(tmp_path / "job.1.safetensors", {"x": np.zeros(3)}, {"done": "many"})
    assert checkpoints(tmp_path).latest()[0] == 1
    assert "job.1.safetensors: not one of this program" in capsys.readouterr().err


def test_a_checkpoint_of_other_runs_is_not_gone_on_with(tmp_path):
    checkpoints(tmp_path).keep(1, state(1))
    assert checkpoints(tmp_path, runs=("b", "a")).latest() is None
    assert checkpoints(tmp_path, runs=("a", "b")).latest()[0] == 1


def test_nothing_is_saved_before_it_is_time(tmp_path):
    checkpoints(tmp_path, seconds=1000).keep(1, pytest.fail)
    checkpoints(tmp_path, seconds=0).keep(1, pytest.fail)
    assert saved(tmp_path) == []


def test_a_request_saves_and_ends_whatever_the_time(tmp_path):
    kept = checkpoints(tmp_path, seconds=0)
    kept._interruption.note(signal.SIGTERM, None)
    kept._interruption.note(signal.SIGINT, None)
    with pytest.raises(Interrupted, match="SIGTERM: saved after 7 steps") as ended:
        kept.keep(7, state(7))
    assert ended.value.exit_code == 75
    assert checkpoints(tmp_path).latest()[0] == 7


def test_signals_are_noted_and_handlers_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with noted() as interruption:
        assert interruption.signal is None
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        assert interruption.signal == "SIGTERM"
    assert signal.getsignal(signal.SIGTERM) is before


FAULTS = ["mkstemp", "write", "fsync", "chmod", "replace"]


@pytest.mark.parametrize("call", FAULTS)
@pytest.mark.parametrize("nth", [1, 2])
def test_a_disk_that_is_full_at_any_call_leaves_the_older_generation(
    tmp_path, monkeypatch, call, nth
):
    """The first file is the checksum, the second one the state."""
    kept = checkpoints(tmp_path)
    kept.keep(1, state(1))
    calls = 0

    def full(original):
        def wrapped(*arguments, **more):
            nonlocal calls
            calls += 1
            if calls == nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return original(*arguments, **more)

        return wrapped

    with monkeypatch.context() as patch:
        if call == "mkstemp":
            patch.setattr("tempfile.mkstemp", full(artifacts.tempfile.mkstemp))
        elif call == "write":
            patch.setattr("os.fdopen", full(os.fdopen))
        else:
            patch.setattr(f"os.{call}", full(getattr(os, call)))
        with pytest.raises(WriteError, match="No space left on device") as said:
            kept.keep(2, state(2))
    assert "job.1.safetensors" in str(said.value)
    assert "bytes" in str(said.value)
    assert checkpoints(tmp_path).latest()[0] == 1
    assert not list(tmp_path.glob(".*.tmp"))


class TestLocks:
    def test_one_process_at_a_time(self, tmp_path):
        path = tmp_path / "locks" / "run"
        with locks.held([path], ["run a"]):
            assert str(os.getpid()) in path.read_text()
            with (
                pytest.raises(locks.BusyError, match=f"run a .* process {os.getpid()}"),
                locks.held([path], ["run a"]),
            ):
                pass
        assert not path.exists()
        with locks.held([path], ["run a"]):
            pass

    def test_a_lock_that_was_left_behind_is_free(self, tmp_path):
        path = tmp_path / "run"
        path.write_text("process 1 on a machine that is no more")
        with locks.held([path], ["run a"]):
            assert str(os.getpid()) in path.read_text()

    def test_who_wants_to_wait_waits(self, tmp_path):
        path = tmp_path / "run"
        code = (
            "import sys, pathlib; from evoprune import locks; path = pathlib.Path(sys.argv[1])\n"
            "with locks.held([path], ['run a'], wait=True): print(path.read_text())"
        )
        command = [sys.executable, "-c", code, str(path)]
        with locks.held([path], ["run a"]):
            other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            told = f"run a is being trained by {path.read_text()}; waiting for it\n"
            assert other.stdout.readline() == told
        said, _ = other.communicate(timeout=20)
        assert said.startswith(f"process {other.pid} on ")
        assert not path.exists()

    def test_a_file_system_without_locks_is_told_and_does_not_stop_the_work(
        self, tmp_path, monkeypatch, capsys
    ):
        def refuse(*_):
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")

        monkeypatch.setattr(fcntl, "flock", refuse)
        with locks.held([tmp_path / "run"], ["run a"]):
            pass
        assert "run a: this file system knows no locks (Operation not" in capsys.readouterr().out

    def test_all_are_free_again_if_one_is_taken(self, tmp_path):
        paths = [tmp_path / name for name in "ab"]
        with locks.held(paths[1:], ["b"]):
            with pytest.raises(locks.BusyError), locks.held(paths, ["a", "b"]):
                pass
            with locks.held(paths[:1], ["a"]):
                pass


def test_results_that_cannot_be_written_to_are_told_at_once(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(WriteError, match="cannot be made"):
        artifacts.check_writable(blocked / "unfinished")


def test_a_log_gets_what_is_said_and_the_traceback(tmp_path, capsys):
    path = tmp_path / "logs" / "job.log"

    def fails():
        print("hello")
        raise ZeroDivisionError("nothing to share")

    with pytest.raises(ZeroDivisionError), copied_to(path):
        fails()
    assert capsys.readouterr().out == "hello\n"
    assert path.read_text().startswith("hello\nTraceback")
    assert "ZeroDivisionError" in path.read_text()


def test_a_broken_terminal_does_not_end_the_work(tmp_path, monkeypatch):
    class Broken:
        def write(self, text):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Broken())
    with copied_to(tmp_path / "log"):
        print("still here")
    assert (tmp_path / "log").read_text() == "still here\n"
