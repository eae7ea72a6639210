"""The digest of a search's code: nothing that it imports is forgotten, and nothing else counts."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evoprune import provenance
from evoprune.config import read
from evoprune.data.images import IMAGES
from evoprune.evolution.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.pruning.criteria import CRITERIA
from evoprune.studies.filter_criteria import code
from evoprune.studies.filter_criteria.code import BESIDE_THE_NUMBERS, HERE, arm_code, arm_modules
from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow
from tests import drawn_digits, small_search
from tests.unit.test_provenance import forget

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = {
    "mixed": {},
    "ranked": {
        "variants": ["repaired+momentum_kept"],
        "starts": ["pretrained"],
        "criteria": ["front"],
        "searches": ["random"],
        "ranking": True,
    },
    "scratch": {"weights": ["scratch"], "searches": ["uniform"]},
    "dense": {"criteria": ["none"]},
}
ARMS = {name: small_search.arm(block) for name, block in BLOCKS.items()}
RUN = """
import json, sys
from pathlib import Path
import pytest
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.train import search_runs
from tests import drawn_digits
root, results = Path(sys.argv[2]) / "root", Path(sys.argv[2]) / "results"
with pytest.MonkeyPatch.context() as patch:
    patch.setenv("DATA_ROOT", str(drawn_digits.install(root, patch.setattr)))
    assert search_runs(Arm.model_validate_json(sys.argv[1]), [1], results, device="cpu") == [1]
print(json.dumps(sorted(n for n in sys.modules if n.split(".")[0] == "evoprune")))
"""
FIND_AND_STORE = {
    "evoprune.checkpoints",  # bit by bit what was saved: tests of resuming and of kills
    "evoprune.interruption",
    "evoprune.integrity",  # whether files are those of the record
    "evoprune.locks",
    "evoprune.progress",
    "evoprune.provenance",
    "evoprune.pruning.filters.saving",
    "evoprune.data.images.code",
    f"{HERE}.code",
    "evoprune.studies.paths",
    f"{HERE}.paths",
    f"{HERE}.records",
    f"{HERE}.settings",
    f"{HERE}.train",
    # Types of configs, and what names are allowed in them.
    "evoprune.config_errors",
    "evoprune.config_sections",
    "evoprune.studies.image_settings",
    "evoprune.studies.varying",
}
"""Modules that ask for, find, name and store a run but have no part in its numbers."""


DEVICES = set(
    provenance.import_closure(["evoprune.training.devices", "evoprune.training.engines.service"])
)
"""What chooses a device, and what its package loads."""


def closure(arm):
    return provenance.import_closure(arm_modules(arm), BESIDE_THE_NUMBERS)


@pytest.mark.parametrize("name", ARMS)
def test_every_module_that_a_run_loads_is_in_the_digest(tmp_path, name):
    arm = ARMS[name]
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path / "seen", patch.setattr)
        small_search.look(root, tmp_path / "results")
    done = subprocess.run(
        [sys.executable, "-c", RUN, arm.json_text(), tmp_path],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    packages = {n for n in loaded if provenance.source_file(n).name == "__init__.py"}
    # Types of configs load every registered data set, and how a search is asked for.
    types = [f"evoprune.data.images.{n}" for n in IMAGES if n != "digits"]
    types += [] if arm.searches else ["evoprune.evolution.search"]
    others = set(provenance.import_closure(types))
    found = set(closure(arm))
    assert len(loaded & found) > 50
    beside = packages | others | DEVICES | FIND_AND_STORE | set(BESIDE_THE_NUMBERS)
    assert " ".join(sorted(loaded - found - beside)) == ""
    assert "evoprune.networks.convolutional.small_resnets" in found
    if arm.searches:
        assert f"evoprune.evolution.searches.{arm.search}" in found
        assert "evoprune.pruning.criteria.gm" in found


@pytest.mark.parametrize("name", ARMS)
def test_arms_do_not_depend_on_the_names_of_others(name):
    arm, found = ARMS[name], closure(ARMS[name])
    assert [m for m in found if provenance.source_file(m).name == "__init__.py"] == [HERE]
    criteria = {m.rsplit(".", 1)[1] for m in found if m.startswith("evoprune.pruning.criteria.")}
    own = {"l1", "l2", "es", "gm", *(["front"] if arm.criteria == "front" else [])}
    assert criteria & set(CRITERIA) == (own if arm.searches else set())
    searches = {m.rsplit(".", 1)[1] for m in found if m.startswith("evoprune.evolution.searches.")}
    assert searches == ({arm.search} if arm.searches else set())
    networks = {m for n in CONVOLUTIONAL if (m := CONVOLUTIONAL[n].partition(":")[0]) in found}
    assert networks == {"evoprune.networks.convolutional.small_resnets"}
    assert [n for n in IMAGES if f"evoprune.data.images.{n}" in found] == ["digits"]
    assert [
        m for m in found if m.startswith(("evoprune.cli", "evoprune.studies.autoencoder"))
    ] == []


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A copy of the sources that may be edited, and the digests of all arms by it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    home = shutil.copytree(ROOT / "src/evoprune", tmp_path / "evoprune", ignore=ignored)
    monkeypatch.setattr(provenance, "ROOT", tmp_path)

    def digests():
        forget()
        return {name: arm_code(arm) for name, arm in ARMS.items()}

    yield home, digests
    forget()


def edit(home, name, old, new):
    path = home / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("pruning/criteria/__init__.py", CRITERIA),
        ("evolution/searches/__init__.py", SEARCHES),
        ("networks/convolutional/__init__.py", CONVOLUTIONAL),
        ("data/images/__init__.py", IMAGES),
    ],
)
def test_a_new_entry_of_a_registry_changes_no_digest(sources, name, registry):
    home, digests = sources
    before = digests()
    first = next(iter(registry))
    edit(home, name, f'    "{first}":', f'    "new": "evoprune.new:New",\n    "{first}":')
    assert digests() == before


@pytest.mark.parametrize(
    ("name", "old", "new", "arms"),
    [
        ("pruning/criteria/front.py", '"""', '# why\n"""', set()),
        ("studies/filter_criteria/trial.py", "until = min(", "# why\n        until = min(", set()),
        ("studies/filter_criteria/trial.py", '"""Take some steps."""', '"""?"""', set()),
        ("studies/filter_criteria/variants.py", "1e-12", "1e-9", set()),
        ("pruning/criteria/front.py", "return", "return 0 *", {"ranked"}),
        ("pruning/criteria/gm.py", "return", "return 0 *", {"mixed", "ranked", "scratch"}),
        ("evolution/searches/uniform.py", "+ 0.5", "+ 0.4", {"scratch"}),
        ("studies/filter_criteria/observing.py", "RATIO = 0.5", "RATIO = 0.4", set(ARMS)),
        ("training/classifiers/rates.py", "(0.5, 0.75)", "(0.5, 0.8)", set(ARMS)),
        ("data/images/digits.py", "TEST_SHARE = 5", "TEST_SHARE = 4", set(ARMS)),
        ("networks/convolutional/residual.py", "return", "return 0 or", set(ARMS)),
        ("pruning/criteria/fpgm.py", "return", "return 0 *", set()),
        ("networks/convolutional/vgg16.py", "return", "return 0 or", set()),
    ],
)
def test_exactly_the_arms_that_code_concerns_have_another_digest(sources, name, old, new, arms):
    home, digests = sources
    before = digests()
    if old in (home / name).read_text():
        edit(home, name, old, new)
    else:
        (home / name).write_text((home / name).read_text() + "\nother = 1\n")
    after = digests()
    assert {arm for arm in ARMS if after[arm] != before[arm]} == arms


def test_what_is_beside_the_numbers_is_there():
    for module in (*BESIDE_THE_NUMBERS, *FIND_AND_STORE, *code.CORE):
        assert provenance.source_file(module) is not None, module


def test_the_workflow_gives_jobs_these_digests():
    config = read([ROOT / "config/config.yaml"])
    plan = FilterCriteriaWorkflow(config)
    arms = plan.arms
    assert len(arms) >= 3
    assert all(plan.code(a.arm.name) == arm_code(a.arm) for a in arms)
    assert len({plan.code(a.arm.name) for a in arms}) >= 2
