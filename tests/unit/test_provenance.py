"""Digests of code: what counts, what does not, and that nothing imported is forgotten."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evoprune import provenance
from evoprune.config import read
from evoprune.studies.autoencoder.code import arm_modules
from evoprune.studies.autoencoder.grid import find

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config/config.yaml"


def forget():
    """Read and parse sources anew."""
    cached = (provenance._tree, provenance._parsed, provenance._imports, provenance._digest)
    for function in cached:
        function.cache_clear()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of three modules in place of this checkout's."""
    home = tmp_path / "evoprune"
    home.mkdir()
    (home / "__init__.py").write_text("REGISTRY = {}\n")
    (home / "a.py").write_text('"""Doc."""\nfrom evoprune.b import f\n\nx = f(1)\n')
    (home / "b.py").write_text("from evoprune import c\n\n\ndef f(y):\n    return c.k * y\n")
    (home / "c.py").write_text("k = 2\n")
    (home / "d.py").write_text("other = 1\n")
    monkeypatch.setattr(provenance, "ROOT", tmp_path)

    def digest(name="a"):
        forget()
        return provenance.code_digest([f"evoprune.{name}"])

    yield home, digest
    forget()


def test_the_closure_follows_both_forms_of_import(package):
    _, digest = package
    digest()
    assert provenance.import_closure(["evoprune.a"]) == ["evoprune.a", "evoprune.b", "evoprune.c"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("c.py", "# why two\nk = 2\n"),
        ("c.py", '"""A docstring."""\n\nk = 2\n'),
        ("c.py", "\n\nk  =  2\n"),
        ("d.py", "other = 2\n"),
        ("__init__.py", 'REGISTRY = {"new": "evoprune.d"}\n'),
    ],
)
def test_what_changes_nothing_changes_no_digest(package, file, text):
    home, digest = package
    before = digest()
    (home / file).write_text(text)
    assert digest() == before


@pytest.mark.parametrize(
    ("file", "text"), [("c.py", "k = 3\n"), ("a.py", "from evoprune.c import k\n")]
)
def test_code_that_is_imported_counts(package, file, text):
    home, digest = package
    before = digest()
    (home / file).write_text(text)
    assert digest() != before


def test_a_missing_module_is_an_error(package):
    _, digest = package
    with pytest.raises(ModuleNotFoundError, match=r"no module evoprune\.zzz"):
        digest("zzz")


RUN = """
import json, sys
from pathlib import Path
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.studies.autoencoder.arm import Arm, SeededArm
from evoprune.studies.autoencoder.train import train_runs
arm, root = Arm.model_validate_json(sys.argv[1]), Path(sys.argv[2])
data = BinaryClusters(dimensions=20)
data.generate().save(root / "data" / f"{data.name}.safetensors")
train_runs([SeededArm(arm, (1,))], root, engine=sys.argv[3])
print(json.dumps(sorted(n for n in sys.modules if n.startswith("evoprune") or n == "torch")))
"""

BESIDE_THE_NUMBERS = {
    "evoprune.checkpoints",  # bit by bit what was saved: tests of snapshots and of kills
    "evoprune.errors",
    "evoprune.interruption",
    "evoprune.integrity",  # whether files are those of the record
    "evoprune.locks",
    "evoprune.names",  # it refuses
    "evoprune.progress",
    "evoprune.provenance",
    "evoprune.registry",
    "evoprune.data.binary_clusters",  # its file's checksum stands in the run's identity
    "evoprune.studies.autoencoder.arm",
    "evoprune.studies.autoencoder.code",
    "evoprune.studies.autoencoder.engine",
    "evoprune.studies.autoencoder.paths",
    "evoprune.studies.autoencoder.records",
    "evoprune.studies.autoencoder.train",
    "evoprune.studies.paths",
    "evoprune.training.engines.service",  # it decides on the engine, whose code is in the digest
}
"""Modules that find, name and store a run but have no part in its numbers."""


@pytest.mark.parametrize("name", ["canonical-variance-exponential", "lipi-conjunctive-final_n"])
@pytest.mark.parametrize("engine", ["numba", pytest.param("torch", marks=pytest.mark.slow)])
def test_every_module_that_training_loads_is_in_the_digest(tmp_path, name, engine):
    small = tmp_path / "small.yaml"
    small.write_text("autoencoder: {dataset: {dimensions: 20}, protocol: {epochs: 1}}")
    arm = find(read([CONFIG, small]), name).arm
    done = subprocess.run(
        [sys.executable, "-c", RUN, arm.json_text(), tmp_path, engine],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"},
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert ("torch" in loaded) == (engine == "torch")  # half a second that numba does not need
    loaded.discard("torch")
    closure = set(provenance.import_closure(arm_modules(arm, engine)))
    packages = {name for name in loaded if provenance.source_file(name).name == "__init__.py"}
    assert loaded - closure - packages - BESIDE_THE_NUMBERS == set()
    assert f"evoprune.pruning.operators.{arm.operator}" in closure
    assert f"evoprune.pruning.schedules.{arm.schedule}" in closure


def test_arms_do_not_depend_on_each_others_operators():
    arm = find(read([CONFIG]), "canonical-random-exponential").arm
    closure = provenance.import_closure(arm_modules(arm, "torch"))
    others = ("variance", "conjunctive", "fixed", "lipi", "evoprune.cli", "registry")
    assert [m for m in closure if m.endswith(others)] == []
