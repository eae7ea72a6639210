"""One process at a time for a piece of work; the lock of a process that dies is free at once."""

import fcntl
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from evoprune.errors import EvopruneError


class BusyError(EvopruneError):
    """Another process is at the same work."""


@contextmanager
def held(paths: Sequence[Path], what: Sequence[str]) -> Iterator[None]:
    """Hold the locks of some pieces of work.

    Args:
        paths: a lock file each; gone afterwards.
        what: the work in words, for the message.

    Raises:
        BusyError: another process holds one of them.
    """
    with ExitStack() as stack:
        # In one order for all, or two processes could each hold what the other wants.
        for path, words in sorted(zip(paths, what, strict=True)):
            stack.enter_context(_held(path, words))
        yield


@contextmanager
def _held(path: Path, words: str) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = _locked(path, words)
    try:
        with suppress(OSError):  # a full disk: only others' message suffers
            os.truncate(stream.fileno(), 0)
            os.write(stream.fileno(), f"process {os.getpid()} on {platform.node()}".encode())
        yield
    finally:
        # Gone before it is free, so that nobody locks a file that has no name any more unseen.
        path.unlink(missing_ok=True)
        stream.close()


def _locked(path: Path, words: str) -> IO[str]:
    """The open file with the lock on it."""
    while True:
        stream = path.open("a+")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read() or "another process"
            stream.close()
            raise BusyError(
                f"{words} is being trained by {holder}; wait for it or end it"
            ) from None
        if _is_current(stream, path):
            stream.seek(0)
            return stream
        stream.close()


def _is_current(stream: IO[str], path: Path) -> bool:
    """Whether the locked file still is the one under the name."""
    try:
        return os.fstat(stream.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
