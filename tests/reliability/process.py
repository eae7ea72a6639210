"""A piece of work in a child process, to be killed there.

Children are forked from a process that has compiled and imported everything, so that hundreds of
them take minutes, not hours.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from evoprune.errors import EvopruneError

BEFORE_IT_BEGAN = 128 + signal.SIGINT
"""Exit code after a Ctrl-C that came before work took note of signals, as of any program."""


class Process:
    """A process that does some work; what it says goes to `log`."""

    def __init__(self, log: Path, work: Callable[[], int]) -> None:
        self.log = log
        self.code: int | None = None
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            code = 98
            try:
                code = self._work(work)
            finally:
                # Whatever happens, a child must not go on with the tests of its parent.
                os._exit(code)

    def _work(self, work: Callable[[], int]) -> int:
        sys.stdout = sys.stderr = self.log.open("w", buffering=1)
        try:
            return work()
        except EvopruneError as error:
            with suppress(OSError):
                print(f"evoprune: {error}")
            return error.exit_code
        except KeyboardInterrupt:
            return BEFORE_IT_BEGAN
        except BaseException:
            traceback.print_exc()
            return 99

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
