"""A tiny study that trains in a child process, to be killed there."""

from pathlib import Path

from evoprune import artifacts
from evoprune.config import parse
from evoprune.data.generation import splits_of
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import train_runs
from tests.reliability.process import Process

VALUES = {
    "autoencoder": {
        "dataset": {"clusters": 2, "examples": 20, "dimensions": 24},
        "protocol": {"epochs": 120, "learning_rate": 1.0e-3, "report_interval": 10},
        "modes": {"lipi": {"population": 4}},
        "operators": {"variance": {"probability": 0.5}},
        "arms": [
            {
                "modes": ["canonical", "lipi"],
                "operators": ["random", "variance"],
                "schedules": ["fixed"],
                "seeds": 2,
            }
        ],
    }
}
CONFIG = parse(VALUES)
ARMS = ("canonical-variance-fixed", "lipi-random-fixed", "lipi-variance-fixed")


def prepare(root: Path, arm: str) -> None:
    """A results folder with the data set of an arm."""
    dataset = find(CONFIG, arm).arm.dataset_of(1)
    splits_of(dataset, root / "none").save(StudyPaths(root).dataset(dataset.name))


def train(root: Path, arm: str, checkpoint_seconds: float = 0.02) -> None:
    """Train an arm here."""
    train_runs(
        [find(CONFIG, arm)],
        root,
        engine="numba",
        progress_seconds=1000.0,
        checkpoint_seconds=checkpoint_seconds,
    )


class Child(Process):
    """A process that trains an arm; what it says goes to `log`."""

    def __init__(
        self, root: Path, arm: str, *, before=lambda: None, log=None, **more: float
    ) -> None:
        def work() -> int:
            before()
            train(root, arm, **more)
            return 0

        super().__init__(log or root / "log.txt", work)


def forget_records(root: Path) -> None:
    """Let every run count as not trained yet."""
    for path in StudyPaths(root).study.rglob("*.json"):
        path.unlink()


def contents(root: Path) -> dict[str, str]:
    """Checksum of every result; of records all but times."""
    study = StudyPaths(root).study
    found = {}
    for path in sorted(study.rglob("*")):
        if path.suffix in (".parquet", ".safetensors") and "unfinished" not in path.parts:
            found[str(path.relative_to(study))] = artifacts.sha256(artifacts.read_bytes(path))
        if path.suffix == ".json":
            record = artifacts.read_json(path)
            record.pop("timing")
            found[str(path.relative_to(study))] = str(record)
    return found


def broken(root: Path) -> list[str]:
    """Files under a final name that are not what their checksum says."""
    files = (p for p in root.rglob("*") if p.suffix in (".parquet", ".safetensors", ".json"))
    return [str(path) for path in files if not artifacts.is_intact(path)]
