"""The state of unfinished work in files, to go on after a crash, a kill or a request to end.

There are two generations: the newer one is never written over the older one, so that a whole one
is there at every moment. Each has its checksum; one that is not whole is passed over with a word
about it. They lie outside of the results, which hold finished work only.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.interruption import Interrupted, Interruption

Arrays = dict[str, np.ndarray]


class Checkpoint(NamedTuple):
    """A state.

    Attributes:
        done: number of steps done.
        runs: digests of the runs that it is the state of, in order.
        arrays: the state.
    """

    done: int
    runs: list[str]
    arrays: Arrays


class Checkpoints:
    """Checkpoints of one job.

    Args:
        stem: path of their files without the number of the generation.
        seconds: time between two of them; 0 for none but on request.
        interruption: whether somebody asks for an end.
    """

    def __init__(self, stem: Path, *, seconds: float, interruption: Interruption) -> None:
        self._paths = [stem.with_name(f"{stem.name}.{n}.safetensors") for n in (0, 1)]
        self._seconds, self._interruption = seconds, interruption
        self._saved_at = time.monotonic()
        self._next = 0
        self.runs: Sequence[str] = ()
        self._found = self._newest()

    def _newest(self) -> Checkpoint | None:
        """The newest whole one."""
        found = [(self._read(path), number) for number, path in enumerate(self._paths)]
        whole = [(state, number) for state, number in found if state is not None]
        if not whole:
            return None
        newest, number = max(whole, key=lambda pair: pair[0].done)
        self._next = 1 - number
        return newest

    def _read(self, path: Path) -> Checkpoint | None:
        try:
            arrays, metadata = artifacts.read_tensors(path)
            return Checkpoint(int(metadata["done"]), metadata["runs"].split(), arrays)
        except MissingDataError:
            return None
        except CorruptFileError as error:
            print(f"checkpoint passed over: {error}", file=sys.stderr)
        except (LookupError, TypeError, ValueError, RecursionError):
            print(f"checkpoint passed over: {path}: not one of this program", file=sys.stderr)
        return None

    @property
    def found(self) -> Checkpoint | None:
        """What was there when the job started."""
        return self._found

    def latest(self) -> tuple[int, Arrays] | None:
        """Steps done and the state to go on from, if it is that of these runs."""
        if self._found is None or self._found.runs != list(self.runs):
            return None
        return self._found.done, self._found.arrays

    def keep(self, done: int, state: Callable[[], Arrays]) -> None:
        """Save the state if it is time, or if somebody asks for an end.

        Raises:
            Interrupted: somebody does.
        """
        asked = self._interruption.signal
        due = self._seconds > 0 and time.monotonic() - self._saved_at >= self._seconds
        if asked or due:
            self._save(done, state())
        if asked:
            raise Interrupted(f"{asked}: saved after {done} steps; the same command goes on")

    def _save(self, done: int, arrays: Arrays) -> None:
        metadata = {"done": str(done), "runs": " ".join(self.runs)}
        artifacts.write_tensors(self._paths[self._next], arrays, metadata)
        self._next, self._saved_at = 1 - self._next, time.monotonic()

    def discard(self) -> None:
        """The work is finished: nothing is to be gone on with."""
        for path in self._paths:
            path.unlink(missing_ok=True)
            artifacts.sidecar(path).unlink(missing_ok=True)
            for torn in path.parent.glob(f".{path.name}.*.tmp"):  # its writer was killed
                torn.unlink(missing_ok=True)
