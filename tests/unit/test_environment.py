"""The environment for conda and the pinned requirements say the same as pyproject.toml."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PYPI_NAME = {
    "pytorch": "torch",
    "snakemake-minimal": "snakemake",
    "matplotlib-base": "matplotlib",
    "pyyaml": "pyyaml",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())


def wanted():
    """Every requirement of pyproject.toml, extras included."""
    lines = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    return {requirement.name: requirement.specifier for requirement in map(Requirement, lines)}


def conda():
    split = [line.partition(" ") for line in CONDA["dependencies"]]
    return {PYPI_NAME.get(name, name): SpecifierSet(spec) for name, _, spec in split}


def pinned():
    """Versions of the lock file that this Python would get."""
    text = (ROOT / "requirements/lock.txt").read_text().replace("\\\n", "")
    found = {}
    for line in [*text.splitlines(), (ROOT / "requirements/torch.txt").read_text().strip()]:
        if match := re.match(r"([a-z0-9.-]+)==([^ ;]+)(?: ; ([^-]*))?", line.strip()):
            requirement = Requirement(line.split(" --hash")[0].strip())
            if requirement.marker is None or requirement.marker.evaluate():
                found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("line", CONDA["dependencies"])
def test_every_line_is_a_match_spec(line):
    spec = rattler.MatchSpec(line)
    assert spec.name.normalized == line.split()[0]


def test_malformed_lines_would_be_noticed():
    with pytest.raises(Exception, match="=>2"):
        rattler.MatchSpec("pytorch =>2")


def test_channels():
    assert CONDA["channels"] == ["conda-forge", "bioconda", "nodefaults"]


def test_conda_asks_for_what_pyproject_asks_for():
    theirs = conda()
    assert theirs.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert theirs == wanted()


def test_pinned_versions_are_in_every_range():
    versions = pinned()
    for name, specifier in wanted().items():
        assert versions[name] in specifier, name


def test_requirements_hold_no_address():
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text(), path.name


def test_the_user_asked_packages_are_there():
    assert {"snakemake", "torch", "dvc", "pandas", "scipy", "statsmodels", "matplotlib"} <= set(
        conda()
    )
