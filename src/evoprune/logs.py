"""What a command says, on the terminal and in a file at once.

A shell's `| tee` would do, but it dies by the same signals as the command, which then could not
even say that it has saved its work.
"""

import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TextIO


class Copied(io.TextIOBase):
    """A stream that is written to a file as well; if it breaks, the file goes on."""

    def __init__(self, stream: TextIO, file: TextIO) -> None:
        self._stream, self._file = stream, file

    def write(self, text: str) -> int:
        """Write to both."""
        self._file.write(text)
        self._file.flush()
        with suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
        return len(text)


@contextmanager
def copied_to(path: Path | None) -> Iterator[None]:
    """Copy everything that is said inside to a file, if there is one."""
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        out, error = (Copied(stream, file) for stream in (sys.stdout, sys.stderr))
        try:
            with redirect_stdout(out), redirect_stderr(error):
                yield
        except BaseException:
            # Python itself will say it on the terminal only.
            file.write(traceback.format_exc())
            raise
