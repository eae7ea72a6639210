"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.filter_criteria import STUDY
from evoprune.studies.paths import CommonPaths


class StudyPaths(CommonPaths):
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, STUDY, STUDY)
        self.generations = self.study / "generations.csv"
        self.fronts = self.study / "fronts.csv"
        self.alone = self.study / "alone.csv"
        self.deployed = self.study / "deployed.csv"
        self.evaluations = self.study / "evaluations.parquet"

    def run(self, arm: str, seed: int) -> "RunPaths":
        """The files of one run."""
        return RunPaths(self.study, arm, seed)

    def onnx(self, arm: str, seed: int) -> Path:
        """The network of a run for other programs."""
        return self.study / "onnx" / arm / f"{seed}.onnx"


class RunPaths:
    """The files of one run."""

    def __init__(self, study: Path, arm: str, seed: int) -> None:
        self.record = study / "runs" / arm / f"{seed}.json"
        self.evaluations = study / "evaluations" / arm / f"{seed}.jsonl"
        self.model = study / "models" / arm / f"{seed}.safetensors"

    def all(self) -> list[Path]:
        """Record, evaluations and model."""
        return [self.record, self.evaluations, self.model]
