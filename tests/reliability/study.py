"""A tiny study that trains in a child process, to be killed there.

Children are forked from a process that has compiled and imported everything, so that hundreds of
them take minutes, not hours.
"""

import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from evoprune import artifacts
from evoprune.config import parse
from evoprune.data.generation import splits_of
from evoprune.errors import EvopruneError
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import train_runs

VALUES = {
    "autoencoder": {
        "dataset": {"clusters": 2, "examples": 20, "dimensions": 24},
        "protocol": {"epochs": 120, "learning_rate": 1.0e-3, "report_interval": 10},
        "modes": {"lipi": {"population": 4}},
        "operators": {"variance": {"probability": 0.5}},
        "arms": [
            {
                "modes": ["canonical", "lipi"],
                "operators": ["random", "variance"],
                "schedules": ["fixed"],
                "seeds": 2,
            }
        ],
    }
}
CONFIG = parse(VALUES)
ARMS = ("canonical-variance-fixed", "lipi-random-fixed", "lipi-variance-fixed")
BEFORE_IT_BEGAN = 128 + signal.SIGINT
"""Exit code after a Ctrl-C that came before training took note of signals, as of any program."""


def prepare(root: Path, arm: str) -> None:
    """A results folder with the data set of an arm."""
    dataset = find(CONFIG, arm).arm.dataset_of(1)
    splits_of(dataset, root / "none").save(StudyPaths(root).dataset(dataset.name))


def train(root: Path, arm: str, checkpoint_seconds: float = 0.02) -> None:
    """Train an arm here."""
    train_runs(
        [find(CONFIG, arm)],
        root,
        engine="numba",
        progress_seconds=1000.0,
        checkpoint_seconds=checkpoint_seconds,
    )


class Child:
    """A process that trains an arm; what it says goes to `log`."""

    def __init__(
        self, root: Path, arm: str, *, before=lambda: None, log=None, **more: float
    ) -> None:
        self.log = log or root / "log.txt"
        self.code: int | None = None
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            code = 98
            try:
                code = self._work(root, arm, before, more)
            finally:
                # Whatever happens, a child must not go on with the tests of its parent.
                os._exit(code)

    def _work(self, root: Path, arm: str, before, more) -> int:
        sys.stdout = sys.stderr = self.log.open("w", buffering=1)
        try:
            before()
            train(root, arm, **more)
        except EvopruneError as error:
            with suppress(OSError):
                print(f"evoprune: {error}")
            return error.exit_code
        except KeyboardInterrupt:
            return BEFORE_IT_BEGAN
        except BaseException:
            traceback.print_exc()
            return 99
        return 0

    def end(self, seconds: float, number: int = signal.SIGKILL) -> int:
        """Send a signal after a while; returns the exit code, or minus the signal."""
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        return self.wait()

    def runs(self) -> bool:
        """Whether it has not ended yet."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is None

    def wait(self) -> int:
        """Exit code, or minus the signal that it died by."""
        if self.code is None:
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self.code


def forget_records(root: Path) -> None:
    """Let every run count as not trained yet."""
    for path in StudyPaths(root).study.rglob("*.json"):
        path.unlink()


def contents(root: Path) -> dict[str, str]:
    """Checksum of every result; of records all but times."""
    study = StudyPaths(root).study
    found = {}
    for path in sorted(study.rglob("*")):
        if path.suffix in (".parquet", ".safetensors") and "unfinished" not in path.parts:
            found[str(path.relative_to(study))] = artifacts.sha256(artifacts.read_bytes(path))
        if path.suffix == ".json":
            record = artifacts.read_json(path)
            record.pop("timing")
            found[str(path.relative_to(study))] = str(record)
    return found


def broken(root: Path) -> list[str]:
    """Files under a final name that are not what their checksum says."""
    files = (p for p in root.rglob("*") if p.suffix in (".parquet", ".safetensors", ".json"))
    return [str(path) for path in files if not artifacts.is_intact(path)]
