"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.filter_criteria import STUDY


class StudyPaths:
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.study = root / STUDY
        self.runs = self.study / "runs.csv"
        self.timings = self.study / "timings.csv"
        self.generations = self.study / "generations.csv"
        self.fronts = self.study / "fronts.csv"
        self.alone = self.study / "alone.csv"
        self.deployed = self.study / "deployed.csv"
        self.evaluations = self.study / "evaluations.parquet"
        self.unfinished = self.study / "unfinished"
        self.claims = self.study / "claims.json"
        self.claims_table = self.study / "claims.csv"

    def images(self, name: str) -> Path:
        """What was found of the files of a data set."""
        return self.root / "data" / f"{name}.json"

    def run(self, arm: str, seed: int) -> "RunPaths":
        """The files of one run."""
        return RunPaths(self.study, arm, seed)

    def onnx(self, arm: str, seed: int) -> Path:
        """The network of a run for other programs."""
        return self.study / "onnx" / arm / f"{seed}.onnx"

    def figure(self, name: str, suffix: str) -> Path:
        """A figure."""
        return self.study / "figures" / f"{name}.{suffix}"

    def table(self, name: str, suffix: str) -> Path:
        """A table."""
        return self.study / "tables" / f"{name}.{suffix}"

    def log(self, step: str, name: str) -> Path:
        """The log of one job."""
        return self.root / "logs" / STUDY / step / f"{name}.log"

    def benchmark(self, step: str, name: str) -> Path:
        """Time and memory of one job."""
        return self.root / "benchmarks" / STUDY / step / f"{name}.tsv"


class RunPaths:
    """The files of one run."""

    def __init__(self, study: Path, arm: str, seed: int) -> None:
        self.record = study / "runs" / arm / f"{seed}.json"
        self.evaluations = study / "evaluations" / arm / f"{seed}.jsonl"
        self.model = study / "models" / arm / f"{seed}.safetensors"

    def all(self) -> list[Path]:
        """Record, evaluations and model."""
        return [self.record, self.evaluations, self.model]
