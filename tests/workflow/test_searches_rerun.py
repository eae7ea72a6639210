"""What of study 2 runs again after which change; the two studies leave each other alone."""

import copy
import shutil

import pytest

from evoprune.data.images import known
from tests import drawn_digits
from tests.workflow.checkout import SMALL, Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

SHORT = {"epochs": 0.5, "batch_size": 32, "learning_rate": 0.05, "milestones": "steps"}
STUDY = {
    "dataset": {"generator": "digits", "rows": 320, "validation_part": 4, "extra_validation": 40},
    "network": "resnet8",
    "search": {"population": 4, "offspring": 3, "generations": 2},
    "training": {**SHORT, "epochs": 2.0, "milestones": "exact"},
    "scoring": {"batch_size": 32},
    "scratch": {"epochs": 0.2},
    "final": {"seeds": 1, "training": SHORT},
    "ranking": {"candidates": 4, "seeds": 2, "training": SHORT},
    "arms": [
        {"criteria": ["none"], "seeds": 2},
        {"criteria": ["mixed"], "variants": ["faithful"], "seeds": 1},
        {"criteria": ["front"], "variants": ["repaired"], "seeds": 1},
    ],
}
TABLE = "results/filter_criteria/runs.csv"
MANIFEST = "src/evoprune/data/images/manifest.toml"


def configured(**changes):
    """A config of study 2 alone, with values at dotted paths (__ for the dots) replaced."""
    values = {
        "autoencoder": {"arms": []},
        "filter_criteria": copy.deepcopy(STUDY),
        "pruning_functions": {"arms": []},
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = values["filter_criteria"]
        for part in parents:
            node = node[int(part)] if part.isdigit() else node.setdefault(part, {})
        node[last] = value
    return values


def put_digits(checkout: Checkout) -> None:
    """Drawn digits in the checkout's data folder; its manifest knows them."""
    before = known.known().files["digits"].forms[0].members[0]
    with pytest.MonkeyPatch.context() as patch:
        drawn_digits.install(checkout.folder / "data", patch.setattr)
        member = known.known().files["digits"].forms[0].members[0]
    for old, new in zip(before.arrays_sha256, member.arrays_sha256, strict=True):
        checkout.edit(MANIFEST, old, new)
    checkout.edit(MANIFEST, f"rows = {before.rows}", f"rows = {member.rows}")


@pytest.fixture(scope="module")
def searched(tmp_path_factory) -> Checkout:
    """A checkout whose searches are done; tests must not change it."""
    checkout = Checkout(tmp_path_factory.mktemp("searched"))
    put_digits(checkout)
    checkout.configure(configured())
    said = checkout.snakemake(TABLE)
    assert said.count("rule images:") == 1
    return checkout


@pytest.fixture
def checkout(searched, tmp_path) -> Checkout:
    """A copy of it."""
    return Checkout.copy_of(searched, tmp_path / "checkout")


def runs(said: str) -> set[str]:
    """Arms and seeds of the searches that a dry run names."""
    lines = [line.strip() for line in said.splitlines()]
    named = [line for line in lines if line.startswith("wildcards: name=") and "seed=" in line]
    return {line.removeprefix("wildcards: name=").replace(", seed=", "/") for line in named}


def planned(checkout: Checkout) -> set[str]:
    return runs(checkout.snakemake("--dry-run", TABLE))


def test_images_are_looked_at_once_and_a_second_run_does_nothing(searched):
    assert searched.planned(TABLE) == {}
    logs = searched.folder / "results/logs/filter_criteria/images"
    assert [path.name for path in logs.iterdir()] == ["digits.log"]


def test_more_seeds_search_only_those(checkout):
    checkout.configure(configured(arms__0__seeds=4))
    assert planned(checkout) == {"dense/3", "dense/4"}
    assert checkout.planned(TABLE) == {"search": 2, "filter_collect": 1}


@pytest.mark.parametrize(
    ("changes", "arms"),
    [
        ({"search__eta": 9.0}, {"faithful-mixed/1", "repaired-front/1"}),
        ({"switches__bn": "fresh"}, {"faithful-mixed/1"}),  # `repaired` sets it
        ({"scratch__epochs": 7.0}, set()),
        ({"ranking__candidates": 9}, set()),
        (
            {"final__target_flops": 0.3},
            {"dense/1", "dense/2", "faithful-mixed/1", "repaired-front/1"},
        ),
    ],
    ids=["operators", "a switch", "scratch", "ranking", "finals"],
)
def test_a_changed_setting_searches_exactly_the_arms_that_it_concerns(checkout, changes, arms):
    checkout.configure(configured(**changes))
    assert planned(checkout) == arms


def test_code_of_a_criterion_searches_the_arms_that_use_it(checkout):
    checkout.edit("src/evoprune/pruning/criteria/front.py", "\n\nclass", "\nOTHER = 1\n\n\nclass")
    assert planned(checkout) == {"repaired-front/1"}


def test_a_new_criterion_searches_nothing(checkout):
    folder = checkout.folder / "src/evoprune/pruning/criteria"
    shutil.copy(folder / "front.py", folder / "new.py")
    checkout.edit(
        "src/evoprune/pruning/criteria/__init__.py",
        '    "l1":',
        '    "new": "evoprune.pruning.criteria.new:Front",\n    "l1":',
    )
    assert checkout.planned(TABLE) == {}


def test_a_lost_model_is_made_again_alone(checkout):
    lost = checkout.folder / "results/filter_criteria/models/dense/2.safetensors"
    whole = lost.read_bytes()
    lost.unlink()
    assert runs(checkout.snakemake("--dry-run")) == {"dense/2"}  # the table needs no model
    checkout.snakemake(str(lost.relative_to(checkout.folder)))
    assert lost.read_bytes() == whole


def test_without_arms_nothing_of_the_study_is_planned(checkout):
    checkout.configure(SMALL)
    assert "filter" not in " ".join(checkout.planned())
    assert not {"search", "images"} & set(checkout.planned())


def test_the_first_study_plans_no_job_of_the_second(checkout):
    checkout.configure(configured() | {"autoencoder": SMALL["autoencoder"]})
    assert checkout.planned(TABLE) == {}
    jobs = checkout.planned()
    assert any(name.startswith("train_") for name in jobs)
    assert not {"search", "images", "filter_collect"} & set(jobs)


def test_the_second_study_plans_no_job_of_the_first(finished, tmp_path):
    both = Checkout.copy_of(finished, tmp_path / "both")
    put_digits(both)
    both.configure(SMALL | {"filter_criteria": STUDY})
    jobs = both.planned()
    assert jobs["search"] == 4
    assert jobs["images"] == 1
    others = set(jobs) - {"search", "images", "metrics"}  # the last one is of both studies
    assert {name for name in others if not name.startswith("filter_")} == set()
