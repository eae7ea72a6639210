"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.autoencoder import STUDY


class StudyPaths:
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.study = root / STUDY
        self.runs = self.study / "runs.csv"
        self.timings = self.study / "timings.csv"
        self.history = self.study / "history.parquet"
        self.unfinished = self.study / "unfinished"
        self.trade_off = self.study / "trade_off.csv"
        self.claims = self.study / "claims.json"
        self.claims_table = self.study / "claims.csv"
        self.metrics = root / "metrics.json"

    def dataset(self, name: str) -> Path:
        """A data set."""
        return self.root / "data" / f"{name}.safetensors"

    def run(self, arm: str, seed: int) -> "RunPaths":
        """The files of one run."""
        return RunPaths(self.study, arm, seed)

    def figure(self, name: str, suffix: str) -> Path:
        """A figure."""
        return self.study / "figures" / f"{name}.{suffix}"

    def table(self, name: str, suffix: str) -> Path:
        """A table."""
        return self.study / "tables" / f"{name}.{suffix}"

    def plot(self, name: str) -> Path:
        """Data of a plot that DVC draws."""
        return self.study / "plots" / f"{name}.csv"

    def log(self, step: str, name: str) -> Path:
        """The log of one job."""
        return self.root / "logs" / step / f"{name}.log"

    def benchmark(self, step: str, name: str) -> Path:
        """Time and memory of one job."""
        return self.root / "benchmarks" / step / f"{name}.tsv"


class RunPaths:
    """The files of one run."""

    def __init__(self, study: Path, arm: str, seed: int) -> None:
        self.record = study / "runs" / arm / f"{seed}.json"
        self.history = study / "history" / arm / f"{seed}.parquet"
        self.model = study / "models" / arm / f"{seed}.safetensors"

    def all(self) -> list[Path]:
        """Record, history and model."""
        return [self.record, self.history, self.model]
