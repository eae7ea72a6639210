"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.pruning_functions import STUDY


class StudyPaths:
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.study = root / STUDY
        self.runs = self.study / "runs.csv"
        self.timings = self.study / "timings.csv"
        self.generations = self.study / "generations.csv"
        self.evaluations = self.study / "evaluations.parquet"
        self.functions = self.study / "functions.csv"
        self.transfer = self.study / "transfer.csv"
        self.parity = self.study / "parity.csv"
        self.contenders = self.study / "contenders.json"
        self.unfinished = self.study / "unfinished"
        self.claims = self.study / "claims.json"
        self.claims_table = self.study / "claims.csv"

    def images(self, name: str) -> Path:
        """What was found of the files of a data set."""
        return self.root / "data" / f"{name}.json"

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
