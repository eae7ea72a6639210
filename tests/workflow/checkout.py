"""A copy of this checkout with a study of a few seconds in it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("Snakefile", "workflow", "profiles", "config", "src")
SMALL = {
    "autoencoder": {
        "dataset": {"clusters": 2, "examples": 10, "dimensions": 12},
        "protocol": {"epochs": 3, "learning_rate": 1.0e-3},
        "modes": {"lipi": {"population": 3}},
        "arms": [
            {
                "modes": ["canonical", "lipi"],
                "operators": ["none", "random", "conjunctive"],
                "schedules": ["fixed"],
                "seeds": 3,
            }
        ],
    },
    "filter_criteria": {"arms": []},
    "pruning_functions": {"arms": []},
    "compute": {"chunk": {"canonical": 2, "lipi": 2}, "device": "cpu"},
}


class Checkout:
    """A working copy in which Snakemake can be run.

    Attributes:
        parts: what of this checkout is copied.
        config: what Snakemake takes if nothing else is said.
    """

    parts: tuple[str, ...] = PARTS
    config = "config/small.yaml"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        for part in self.parts:
            source = ROOT / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
                shutil.copytree(source, folder / part, ignore=ignored)
            else:
                shutil.copy(source, folder / part)
        self.configure(SMALL)

    def configure(self, values: dict, name: str = "small") -> str:
        """Write an overlay; returns its path for `--configfile`."""
        path = f"config/{name}.yaml"
        (self.folder / path).write_text(yaml.safe_dump(values))
        return path

    @classmethod
    def copy_of(cls, other: Self, folder: Path) -> Self:
        """A copy of a checkout, with its results and Snakemake's records."""
        copy = object.__new__(cls)
        copy.folder = folder
        shutil.copytree(other.folder, folder, symlinks=True)
        return copy

    def snakemake(self, *arguments: str, config: str = "", fails: bool = False) -> str:
        """Run Snakemake here; returns everything it printed."""
        # --configfile takes several values: an option has to follow before any target.
        command = ["snakemake", "--configfile", config or self.config, "--cores", "2"]
        return self.run(sys.executable, "-m", *command, *arguments, fails=fails)

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a command here; returns everything it printed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, said[-5000:]
        return said

    def environment(self) -> dict[str, str]:
        """What commands see: not where this checkout's code is."""
        return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def planned(self, *arguments: str, config: str = "") -> dict[str, int]:
        """Jobs that a run would do, by rule, without `all`."""
        said = self.snakemake("--dry-run", *arguments, config=config)
        if "Nothing to be done" in said:
            return {}
        table = said.split("Job stats:")[1].split("total")[0]
        jobs = {name: int(count) for name, count in re.findall(r"^(\w+)\s+(\d+)$", table, re.M)}
        return {name: count for name, count in jobs.items() if name != "all"}

    def path(self, name: str) -> Path:
        """A file of the default results folder's study."""
        return self.folder / "results/autoencoder" / name

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a source file; it must be there."""
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
