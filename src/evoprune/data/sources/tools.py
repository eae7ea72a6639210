"""Runs the client programs of package registries."""

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evoprune.errors import MissingToolError
from evoprune.progress import duration

INTERVAL = 10.0
"""Seconds between two lines of progress."""

LIMIT = 900.0
"""Seconds after which a program is given up."""


def need(program: str) -> None:
    """Raise MissingToolError if a program is not installed."""
    if shutil.which(program) is None:
        raise MissingToolError(f"{program} is not installed")


def run(command: Sequence[str], folder: Path, say: Callable[[str], None]) -> None:
    """Run a program in a folder and say from time to time that it still runs.

    Raises:
        MissingToolError: it is not installed, fails or takes too long.
    """
    program, text = command[0], " ".join(command)
    need(program)
    start = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                _, errors = process.communicate(timeout=INTERVAL)
                break
            except subprocess.TimeoutExpired:
                waited = time.monotonic() - start
                if waited > LIMIT:
                    process.kill()
                    raise MissingToolError(f"`{text}` took more than {duration(LIMIT)}") from None
                say(f"{program} has been running for {duration(waited)}")
    if process.returncode:
        said = errors.strip().splitlines()[-1:] or ["without saying why"]
        raise MissingToolError(f"`{text}` ended with {process.returncode}: {said[0]}")
