"""An end that somebody asks for: noted at once, obeyed at the next moment that can be saved."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from evoprune.errors import EvopruneError

SIGNALS = (signal.SIGTERM, signal.SIGINT)
"""What a scheduler sends before it takes a machine away, and what Ctrl-C sends."""


class Interrupted(EvopruneError):  # noqa: N818  # nothing is wrong
    """Somebody asked for an end; what was done is saved, and the same command goes on.

    The exit code is the one for a temporary failure: schedulers can be told to queue such jobs
    again.
    """

    exit_code = 75


class Interruption:
    """Whether somebody asked for an end."""

    def __init__(self) -> None:
        self.signal: str | None = None

    def note(self, number: int, frame: FrameType | None) -> None:
        """Take note of a signal; more of them change nothing."""
        self.signal = self.signal or signal.Signals(number).name


@contextmanager
def noted() -> Iterator[Interruption]:
    """Note signals inside, instead of dying by them."""
    interruption = Interruption()
    before: dict[int, Any] = {n: signal.signal(n, interruption.note) for n in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
