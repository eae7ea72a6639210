"""Nodes that share no results: inputs and outputs travel through a store, and nothing else does.

That is how jobs run on Kubernetes and AWS Batch. Here SLURM starts them; each works in an empty
folder of its own, into which Snakemake unpacks the sources and copies what the job's rule declares.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.s3 import KEYS, Bucket, server
from tests.slurm.conftest import WHOLE_FORM
from tests.workflow.checkout import SMALL

pytestmark = WHOLE_FORM
ARMS = [
    {"modes": ["canonical"], "operators": ["none", "random"], "schedules": ["fixed"], "seeds": 2}
]
STUDY = "results/autoencoder"
TABLE, FIGURE = f"{STUDY}/runs.csv", f"{STUDY}/figures/l1_curves_canonical.svg"
TARGETS = (TABLE, FIGURE, f"{STUDY}/claims.csv", f"{STUDY}/plots/loss_by_size.csv")
STORE = ("--default-storage-provider", "s3", "--default-storage-prefix", "s3://results/study")
ALONE = ("--shared-fs-usage", "none", "--job-deploy-sources")
FOLDER = """
mkdir -p {pods}/$SLURM_JOB_ID
cd {pods}/$SLURM_JOB_ID
PATH={programs}:$PATH
"""


@pytest.fixture
def stored(site, tmp_path, monkeypatch):
    """A site, and a bucket for its results."""
    site.configure(SMALL | {"autoencoder": SMALL["autoencoder"] | {"arms": ARMS}})
    with server() as endpoint:
        # Jobs of SLURM have the environment of whoever submits them.
        for name, value in (KEYS | {"SNAKEMAKE_STORAGE_S3_ENDPOINT_URL": endpoint}).items():
            monkeypatch.setitem(site.cluster.environment, name, value)
            monkeypatch.setenv(name, value)
        site.bucket, site.pods = Bucket(endpoint, "results"), tmp_path / "pods"
        programs = Path(sys.executable).parent
        (tmp_path / "pod.sh").write_text(FOLDER.format(pods=site.pods, programs=programs))
        # Jobs are given the files that Git knows.
        subprocess.run(["git", "init", "--quiet"], cwd=site.folder, check=True)
        subprocess.run(["git", "add", "--all"], cwd=site.folder, check=True)
        yield site


def run(site, *arguments: str) -> str:
    """Run to the end."""
    own = ("--precommand", f". {site.pods.with_name('pod.sh')}")
    return site.finish(*STORE, *ALONE, *own, *arguments)


@pytest.mark.promise("without a shared file system a study ends with the same bytes", tries=1)
def test_a_study_without_a_shared_file_system_ends_as_it_does_here(stored, promise):
    said = run(stored, "--", *TARGETS)
    assert {state for state, _, _ in stored.submitted(said)} == {"COMPLETED"}
    there = {name: stored.bucket.read(f"study/{name}") for name in TARGETS}
    kept = {name for name in stored.bucket.names if name.startswith(f"study/{STUDY}/")}
    assert {f"{name}.sha256" for name in kept if not name.endswith(".sha256")} <= kept
    assert "study/results/logs/train/canonical-random-fixed_1.log" in stored.bucket.names
    assert not (stored.folder / STUDY).exists()
    assert len(list(stored.pods.iterdir())) == len(stored.submitted(said))

    again = stored.planned(*STORE, "--", *TARGETS)
    assert again == {}
    stored.snakemake("--", *TARGETS)
    with promise.tried():
        assert {name: (stored.folder / name).read_bytes() for name in TARGETS} == there


def test_a_lost_model_is_made_again(stored):
    """With all of its chunk, which cannot stay where Snakemake keeps outputs in a store."""
    models = [f"{STUDY}/models/canonical-random-fixed/{seed}.safetensors" for seed in (1, 2)]
    run(stored, "--", *models)
    before = [stored.bucket.read(f"study/{model}") for model in models]
    stored.bucket.remove(f"study/{models[1]}")
    said = run(stored, "--", *models)
    assert said.count("rule train_canonical_random_fixed_1:") == 2  # once at each of the two times
    assert [stored.bucket.read(f"study/{model}") for model in models] == before
    log = stored.bucket.read("study/results/logs/train/canonical-random-fixed_1.log").decode()
    assert "2 runs trained, 0 were there" in log
