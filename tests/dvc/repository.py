"""A Git and DVC repository with a study of seconds in it, and clones of it."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Self

import yaml

from tests.workflow.checkout import PARTS, ROOT, Checkout

STUDY = {
    "dataset": {"clusters": 2, "examples": 10, "dimensions": 12},
    "protocol": {"epochs": 3, "learning_rate": 1.0e-3},
    "arms": [
        {
            "modes": ["canonical"],
            "operators": ["none", "conjunctive"],
            "schedules": ["exponential"],
            "seeds": 2,
        }
    ],
}
FEW = {"FIGURES": ("l1_curves",), "TABLES": ("claims",)}
"""Presented in these tests: what is drawn is not their subject."""
STORED = ("results/autoencoder", "results/data", "results/metrics.json", ".snakemake/metadata")
IDENTITY = "[user]\n\tname = Tester\n\temail = tester@example.org\n[init]\n\tdefaultBranch = main\n"


class Repository(Checkout):
    """A repository in a folder whose neighbours are its own: the default remote lies there.

    DVC runs the default config, so that it is the small study here.
    """

    parts = (*PARTS, ".dvcignore", ".gitignore", "dvc.yaml", ".dvc/config", ".dvc/plots")
    config = "config/config.yaml"

    def __init__(self, folder: Path) -> None:
        (folder / ".dvc").mkdir(parents=True)
        super().__init__(folder)
        shutil.copy(ROOT / ".dvc/.gitignore", folder / ".dvc")
        values = yaml.safe_load((folder / self.config).read_text())
        values["autoencoder"] |= STUDY
        for study in ("filter_criteria", "pruning_functions"):
            values[study] = {"arms": []}
            self.edit("dvc.yaml", f"      - results/{study}: {{persist: true}}\n", "")
        values["compute"] = {"device": "cpu"}
        self.configure(values, "config")
        for registry, names in FEW.items():
            path = folder / f"src/evoprune/studies/autoencoder/{registry.lower()}/__init__.py"
            with path.open("a") as module:
                module.write(f"\nfor _name in set({registry}) - set({names}):\n")
                module.write(f"    del {registry}[_name]\n")
        self.run("git", "init", "--quiet")
        self.commit("A small study")

    def environment(self) -> dict[str, str]:
        """Nothing of the user's is read or changed but the compiled kernels, nothing is sent."""
        home = self.folder.parent / "home"
        home.mkdir(exist_ok=True)
        (home / ".gitconfig").write_text(IDENTITY)
        own = {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "GIT_CONFIG_NOSYSTEM": "1",
            "DVC_NO_ANALYTICS": "1",
            "NO_PROXY": "127.0.0.1",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        own |= {f"DVC_{kind}_DIR": str(home) for kind in ("SITE_CACHE", "GLOBAL_CONFIG")}
        own["DVC_SYSTEM_CONFIG_DIR"] = str(home / "system")
        hidden = ("GIT_", "DVC_", "AWS_")
        seen = super().environment().items()
        return {name: value for name, value in seen if not name.startswith(hidden)} | own

    def dvc(self, *arguments: str, fails: bool = False) -> str:
        """Run DVC here; returns everything it printed."""
        return self.run(sys.executable, "-m", "dvc", *arguments, fails=fails)

    def commit(self, message: str) -> None:
        """Commit everything that Git does not ignore."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", message)

    def clone(self, folder: Path) -> Self:
        """A clone: what is in Git, and nothing else."""
        self.run("git", "clone", "--quiet", str(self.folder), str(folder))
        clone = object.__new__(type(self))
        clone.folder = folder
        return clone

    def moved(self, folder: Path) -> Self:
        """A copy with its neighbours."""
        shutil.copytree(self.folder.parent, folder, symlinks=True)
        copy = object.__new__(type(self))
        copy.folder = folder / self.folder.name
        return copy

    def stored(self) -> dict[str, bytes]:
        """Content of every file that DVC keeps."""
        paths = (path for name in STORED for path in [self.folder / name])
        files = (f for path in paths for f in ([path] if path.is_file() else path.rglob("*")))
        return {
            str(file.relative_to(self.folder)): file.read_bytes()
            for file in files
            if file.is_file() and "unfinished" not in file.parts
        }

    def set(self, key: str, value: float) -> None:
        """Change a number in the config by its name."""
        path = self.folder / self.config
        text, count = re.subn(rf"\b{key}: [\d.e+-]+", f"{key}: {value}", path.read_text())
        assert count == 1
        path.write_text(text)

    @property
    def numbers(self) -> dict:
        """What `metrics.json` says about the study."""
        return yaml.safe_load((self.folder / "results/metrics.json").read_text())["autoencoder"]
