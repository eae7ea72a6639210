"""Jobs of study 3 in a child process, to be killed there, by the commands that users type."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from evoprune import artifacts, cli
from evoprune.pruning.functions import function
from evoprune.studies.pruning_functions.contenders import Contender
from evoprune.studies.pruning_functions.paths import StudyPaths
from tests import small_functions
from tests.reliability.process import Process

ARM = small_functions.arm(
    evolution={"generations": 3, "copies": 1, "population": 4, "parents": 2},
    seed_functions=["l1", "fisher", "xi_b"],
)
BASE = small_functions.base(number=2, tasks__a__base__epochs=60.0)
KNOWN = {"l1": "handmade", "t": "handmade", "xi_a": "published"}


class Job(NamedTuple):
    """A job by its command.

    Attributes:
        name: of the command.
        words: that are typed after it.
        record: the file that comes last.
    """

    name: str
    words: list[str]
    record: Callable[[StudyPaths], Path]


def prepare(root: Path, results: Path) -> None:
    """Whole networks and functions that the jobs need."""
    small_functions.train_bases(root, results)
    every = [
        Contender(name=name, kind=kind, tree=list(function(name).TREE), seeds=3)
        for name, kind in KNOWN.items()
    ]
    every.append(Contender(name="random", kind="random", tree=None, seeds=3))
    artifacts.write_json(StudyPaths(results).contenders, [c.model_dump() for c in every])


JOBS = (
    Job(
        "evolve",
        ["--spec", ARM.json_text(), "--seeds", "1"],
        lambda paths: paths.run(ARM.name, 1).record,
    ),
    Job(
        "base",
        ["--spec", BASE.json_text(), "--checkpoint", "0.05"],
        lambda paths: paths.base("a", 2).record,
    ),
    Job(
        "transfer",
        ["--spec", small_functions.job().json_text(), "--code", "c"],
        lambda paths: paths.transferred("a", 1),
    ),
)


def work(results: Path, job: Job) -> int:
    """Do a job here; returns the exit code."""
    end = ["--results", str(results), "--device", "cpu", "--progress", "1000"]
    return cli.main([job.name, *job.words, *end])


class Child(Process):
    """A process that does a job; what it says goes to a log in the results."""

    def __init__(self, results: Path, job: Job, log: str = "log.txt") -> None:
        super().__init__(results / log, lambda: work(results, job))


def forget(results: Path, job: Job) -> None:
    """Let the job count as not done yet."""
    job.record(StudyPaths(results)).unlink(missing_ok=True)
