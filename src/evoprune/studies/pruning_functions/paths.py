"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.paths import CommonPaths
from evoprune.studies.pruning_functions import STUDY


class StudyPaths(CommonPaths):
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, STUDY, STUDY)
        self.generations = self.study / "generations.csv"
        self.evaluations = self.study / "evaluations.parquet"
        self.functions = self.study / "functions.csv"
        self.transfer = self.study / "transfer.csv"
        self.parity = self.study / "parity.csv"
        self.contenders = self.study / "contenders.json"

    def base(self, task: str, number: int) -> "BasePaths":
        """The files of a whole network."""
        return BasePaths(self.study / "bases" / task, number)

    def run(self, arm: str, seed: int) -> "RunPaths":
        """The files of one run."""
        return RunPaths(self.study, arm, seed)

    def spread(self, arm: str, seed: int | str) -> Path:
        """Folder of the evaluations of a run whose generations are spread over jobs."""
        return self.study / "generations" / arm / str(seed)

    def transferred(self, task: str, base: int) -> Path:
        """Functions on a task, with one of its whole networks."""
        return self.study / "transfer" / task / f"{base}.json"


class BasePaths:
    """The files of a whole network."""

    def __init__(self, folder: Path, number: int) -> None:
        self.record = folder / f"{number}.json"
        self.model = folder / f"{number}.safetensors"

    def all(self) -> list[Path]:
        """Record and model."""
        return [self.record, self.model]


class RunPaths:
    """The files of one run."""

    def __init__(self, study: Path, arm: str, seed: int) -> None:
        self.record = study / "runs" / arm / f"{seed}.json"
        self.evaluations = study / "evaluations" / arm / f"{seed}.jsonl"

    def all(self) -> list[Path]:
        """Record and evaluations."""
        return [self.record, self.evaluations]
