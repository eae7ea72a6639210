"""Lines of progress for long work, readable in a log and when several jobs share a terminal."""

import sys
import time
from typing import TextIO


class Progress:
    """Says how far a job is: at most a line every `interval` seconds, and one at the end."""

    def __init__(
        self,
        label: str,
        total: int,
        *,
        interval: float = 30.0,
        unit: str = "epoch",
        stream: TextIO | None = None,
    ) -> None:
        self._label, self._total, self._interval, self._unit = label, total, interval, unit
        self._stream = stream or sys.stderr
        self._start = self._said = time.monotonic()

    def __call__(self, done: int) -> None:
        """Note that `done` of all epochs, or other units, are finished."""
        now = time.monotonic()
        if done == 0 or (done < self._total and now - self._said < self._interval):
            return
        self._said = now
        elapsed = now - self._start
        left = elapsed / done * (self._total - done)
        tail = f"{duration(left)} left" if done < self._total else f"done in {duration(elapsed)}"
        print(
            f"{self._label}: {self._unit} {done}/{self._total}, {tail}",
            file=self._stream,
            flush=True,
        )


def duration(seconds: float) -> str:
    """Seconds as people say them: `48 s`, `3 min 05 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
