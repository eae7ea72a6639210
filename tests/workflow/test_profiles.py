"""Profiles: each is read by Snakemake and its executor, and plans the same jobs as the default."""

import re
from uuid import uuid4

import pytest
import yaml
from snakemake.utils import update_config

from evoprune.workflow import Workflow
from tests.s3 import KEYS, Bucket, server
from tests.workflow.checkout import ROOT, Checkout

pytestmark = pytest.mark.workflow

PROFILES = {path.parent.name: path for path in sorted(ROOT.glob("profiles/*/profile.yaml"))}
VALUES = {name: yaml.safe_load(path.read_text()) for name, path in PROFILES.items()}
ELSEWHERE = [name for name in PROFILES if name != "default"]
STORED = ["aws-batch", "kubernetes"]
SAME = ("rerun-incomplete", "keep-going", "show-failed-logs", "max-checksum-file-size")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Checkout:
    """A checkout in which nothing was run."""
    return Checkout(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="module")
def default(fresh) -> dict[str, int]:
    """What the default profile plans."""
    return fresh.planned()


@pytest.fixture(scope="module")
def store():
    """Address of an empty store, whose keys are in the environment."""
    with pytest.MonkeyPatch.context() as patch, server() as endpoint:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        Bucket(endpoint, "evoprune")
        yield endpoint


def options(name: str, store: str) -> list[str]:
    """What chooses a profile, and in place of a site's store the one on loopback."""
    endpoint = ["--storage-s3-endpoint-url", store] if name in STORED else []
    return ["--workflow-profile", f"profiles/{name}", *endpoint]


def test_all_are_known():
    assert sorted(PROFILES) == ["aws-batch", "default", "kubernetes", "lsf", "slurm"]
    assert [name for name, v in VALUES.items() if "default-storage-provider" in v] == STORED
    assert {name: VALUES[name]["executor"] for name in ELSEWHERE} == {n: n for n in ELSEWHERE}


@pytest.mark.slow
@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_same_jobs_are_planned(name, fresh, default, store):
    assert sum(default.values()) == 52
    assert fresh.planned(*options(name, store)) == default
    # Nothing local is touched where results are kept in a store.
    assert not (fresh.folder / "results/autoencoder").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_key_that_nobody_knows_is_refused(name, fresh, store):
    """So that the test above says that all keys are known."""
    folder = fresh.folder / "profiles" / f"{name}-misspelt"
    folder.mkdir()
    values = VALUES[name] | {f"{VALUES[name]['executor']}-misspelt": 1}
    (folder / "profile.yaml").write_text(yaml.safe_dump(values))
    said = fresh.snakemake("--dry-run", *options(folder.name, store), fails=True)
    assert re.search(r"unrecognized arguments: .*-misspelt", said)


def test_they_agree_where_sites_do_not_differ():
    for key in SAME:
        assert {name: v[key] for name, v in VALUES.items()} == dict.fromkeys(
            VALUES, VALUES["default"][key]
        )
    retries = {name: VALUES[name]["retries"] for name in ELSEWHERE}
    assert retries == {"aws-batch": 1, "kubernetes": 3, "lsf": 3, "slurm": 3}
    groups = {name: VALUES[name].get("group-components") for name in ELSEWHERE}
    shared = ["train=1", "present=50"]
    assert groups == dict.fromkeys(ELSEWHERE, shared) | {"aws-batch": None}


@pytest.mark.slow
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_gpu_is_asked_for_where_one_is_needed_and_not_even_named_elsewhere(fresh, device):
    """Kubernetes takes `gpu: 0` for a wish."""
    values = yaml.safe_load((fresh.folder / "config/small.yaml").read_text())
    values["compute"] |= {"device": device, "engine": "torch"}
    path = fresh.configure(values, device)
    said = fresh.snakemake("--dry-run", config=path)
    training = re.findall(r"rule train_\w+:.*?resources: (.*?)$", said, re.S | re.M)
    assert len(training) == 12
    assert {"gpu=1" in line for line in training} == {device == "cuda"}
    assert {"gpu" in line for line in training} == {device == "cuda"}


@pytest.mark.slow
def test_memory_is_whole_gigabytes(fresh):
    """AWS Batch's executor takes any other number for the least it knows."""
    said = fresh.snakemake("--dry-run")
    asked = {int(number) for number in re.findall(r"mem_mb=(\d+)", said)}
    assert asked <= {2048, 3072, 4096}
    assert len(asked) == 3


@pytest.mark.parametrize("name", ["config", "paper", "variants", "sweeps"])
def test_names_of_jobs_fit_into_the_128_letters_of_aws_batch(name):
    values = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    update_config(values, yaml.safe_load((ROOT / f"config/{name}.yaml").read_text()))
    names = [f"snakejob-def-train_{job.rule}-{uuid4()}" for job in Workflow(values).training_jobs()]
    assert 100 < max(map(len, names)) <= 128
