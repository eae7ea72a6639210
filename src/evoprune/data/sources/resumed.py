"""A download that goes on where an attempt before it stopped."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CONNECT_SECONDS, READ_SECONDS = 5, 20
"""How long to wait for a server to answer, and for the next bytes."""

CHUNK_BYTES = 1 << 14
"""What is written at once; of a broken connection at most this much is lost."""

WHOLE_CONTENT = 200
"""Status of a server that sends a file from its start, whatever it was asked for."""


class Resumed:
    """A downloader for pooch that keeps what came in a file of its own until all of it is there."""

    def __init__(self, part: Path, say: Callable[[str], None]) -> None:
        self._part, self._say = part, say

    @property
    def size(self) -> int:
        """Bytes that came so far."""
        return self._part.stat().st_size if self._part.exists() else 0

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        """Download what is missing, then move the whole file to `output_file`."""
        from pooch import HTTPDownloader

        start = self.size
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        with self._part.open("ab") as stream:

            def restart(response: Any, *_: Any, **__: Any) -> None:
                if response.status_code == WHOLE_CONTENT:
                    stream.truncate(0)

            HTTPDownloader(
                progressbar=Transfer(url, start, self._say),
                chunk_size=CHUNK_BYTES,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                headers=headers,
                hooks={"response": restart},
            )(url, stream, pooch)
        shutil.move(self._part, output_file)


class Transfer:
    """Says how much of a download is there, every few seconds.

    It has what pooch asks of a progress bar: `total`, `update`, `reset` and `close`.
    """

    def __init__(
        self, label: str, start: int, say: Callable[[str], None], interval: float = 5.0
    ) -> None:
        self._label, self._say, self._interval = label, say, interval
        self._start = self._done = start
        self._said = time.monotonic()
        self.total = 0

    def update(self, amount: int) -> None:
        """Note that `amount` more bytes came."""
        self._done += amount
        if time.monotonic() - self._said >= self._interval:
            self._said = time.monotonic()
            whole = self._start + self.total
            done = min(self._done, whole) / 1e6
            self._say(f"{self._label}: {done:.1f} of {whole / 1e6:.1f} MB")

    def reset(self) -> None:
        """Forget what came."""
        self._done = self._start

    def close(self) -> None:
        """There is nothing to end."""
