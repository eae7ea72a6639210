"""Where what all studies have lies under the results folder."""

from pathlib import Path


class CommonPaths:
    """Paths of a study.

    Args:
        root: the config's results folder.
        study: name of the study.
        jobs: folder of its logs and benchmarks below those of all studies.
    """

    def __init__(self, root: Path, study: str, jobs: str = "") -> None:
        self.root, self._jobs = root, jobs
        self.study = root / study
        self.runs = self.study / "runs.csv"
        self.timings = self.study / "timings.csv"
        self.unfinished = self.study / "unfinished"
        self.claims = self.study / "claims.json"
        self.claims_table = self.study / "claims.csv"

    def images(self, name: str) -> Path:
        """What was found of the files of a data set of images."""
        return self.root / "data" / f"{name}.json"

    def figure(self, name: str, suffix: str) -> Path:
        """A figure."""
        return self.study / "figures" / f"{name}.{suffix}"

    def table(self, name: str, suffix: str) -> Path:
        """A table."""
        return self.study / "tables" / f"{name}.{suffix}"

    def log(self, step: str, name: str) -> Path:
        """The log of one job."""
        return self.root / "logs" / self._jobs / step / f"{name}.log"

    def benchmark(self, step: str, name: str) -> Path:
        """Time and memory of one job."""
        return self.root / "benchmarks" / self._jobs / step / f"{name}.tsv"
