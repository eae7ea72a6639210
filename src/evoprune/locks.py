"""One process at a time for a piece of work; the lock of a process that dies is free at once."""

import errno
import fcntl
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from evoprune.errors import EvopruneError

NO_LOCKS = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK)
"""What file systems of clusters answer that were mounted without locks."""


class BusyError(EvopruneError):
    """Another process is at the same work."""


@contextmanager
def held(paths: Sequence[Path], what: Sequence[str], *, wait: bool = False) -> Iterator[None]:
    """Hold the locks of some pieces of work.

    Args:
        paths: a lock file each; gone afterwards.
        what: the work in words, for the message.
        wait: wait for a lock that another process holds.

    Raises:
        BusyError: another process holds one of them, and nobody wants to wait.
    """
    with ExitStack() as stack:
        # In one order for all, or two processes could each hold what the other wants.
        for path, words in sorted(zip(paths, what, strict=True)):
            stack.enter_context(_held(path, words, wait))
        yield


@contextmanager
def _held(path: Path, words: str, wait: bool) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = _locked(path, words, wait)
    try:
        with suppress(OSError):  # a full disk: only others' message suffers
            os.truncate(stream.fileno(), 0)
            os.write(stream.fileno(), f"process {os.getpid()} on {platform.node()}".encode())
        yield
    finally:
        # Gone before it is free, so that nobody locks a file that has no name any more unseen.
        path.unlink(missing_ok=True)
        stream.close()


def _locked(path: Path, words: str, wait: bool) -> IO[str]:
    """The open file with the lock on it."""
    while True:
        stream = path.open("a+")
        try:
            _lock(stream, words, wait)
        except BaseException:
            stream.close()
            raise
        if _is_current(stream, path):
            stream.seek(0)
            return stream
        stream.close()


def _lock(stream: IO[str], words: str, wait: bool) -> None:
    """Lock an open file, at once or when it is free."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.seek(0)
        holder = stream.read() or "another process"
        if not wait:
            raise BusyError(
                f"{words} is being trained by {holder}; wait for it or end it"
            ) from None
        print(f"{words} is being trained by {holder}; waiting for it", flush=True)
        fcntl.flock(stream, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        # Files are whole in any case, as each is renamed to its name; work may be done twice.
        print(f"{words}: this file system knows no locks ({error.strerror})", flush=True)


def _is_current(stream: IO[str], path: Path) -> bool:
    """Whether the locked file still is the one under the name."""
    try:
        return os.fstat(stream.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
