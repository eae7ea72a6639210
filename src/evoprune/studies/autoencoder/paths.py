"""Where everything of the study lies under the results folder."""

from pathlib import Path

from evoprune.studies.autoencoder import STUDY
from evoprune.studies.paths import CommonPaths


class StudyPaths(CommonPaths):
    """Paths of the study; `root` is the config's results folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, STUDY)
        self.history = self.study / "history.parquet"
        self.trade_off = self.study / "trade_off.csv"
        self.metrics = root / "metrics.json"

    def dataset(self, name: str) -> Path:
        """A data set."""
        return self.root / "data" / f"{name}.safetensors"

    def run(self, arm: str, seed: int) -> "RunPaths":
        """The files of one run."""
        return RunPaths(self.study, arm, seed)

    def plot(self, name: str) -> Path:
        """Data of a plot that DVC draws."""
        return self.study / "plots" / f"{name}.csv"


class RunPaths:
    """The files of one run."""

    def __init__(self, study: Path, arm: str, seed: int) -> None:
        self.record = study / "runs" / arm / f"{seed}.json"
        self.history = study / "history" / arm / f"{seed}.parquet"
        self.model = study / "models" / arm / f"{seed}.safetensors"

    def all(self) -> list[Path]:
        """Record, history and model."""
        return [self.record, self.history, self.model]
