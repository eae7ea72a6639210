"""A short search in a child process, to be killed there, by the command that users type."""

from pathlib import Path

from evoprune import cli
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.paths import StudyPaths
from tests import small_search
from tests.reliability import results as made
from tests.reliability.process import Process

ARMS = tuple(
    small_search.arm(block)
    for block in (
        {"variants": ["repaired+momentum_kept"], "starts": ["pretrained"], "ranking": True},
        {"weights": ["scratch"]},
    )
)
"""They have all phases between them."""


def search(results: Path, arm: Arm, seconds: float = 0.05) -> int:
    """Search here, with so many seconds between checkpoints; returns the exit code."""
    words = ["search", "--spec", arm.json_text(), "--seeds", "1", "--results", str(results)]
    words += ["--device", "cpu", "--checkpoint", str(seconds), "--progress", "1000"]
    return cli.main(words)


class Child(Process):
    """A process that searches; what it says goes to a log in the results."""

    def __init__(
        self, results: Path, arm: Arm, seconds: float = 0.05, log: str = "log.txt"
    ) -> None:
        super().__init__(results / log, lambda: search(results, arm, seconds))


def contents(results: Path) -> dict[str, object]:
    """Every result byte by byte; records without times."""
    return made.contents(StudyPaths(results).study)


def broken(results: Path) -> list[str]:
    """Files under a final name that are not what their checksum says."""
    return made.broken(StudyPaths(results).study)


def forget(results: Path) -> None:
    """Let the run count as not done yet."""
    for path in StudyPaths(results).study.glob("runs/*/*.json"):
        path.unlink()
