"""What was pushed comes back whole: nothing to be done, and every change is still noticed."""

import re
import shutil
import time

import pytest

from tests.dvc.repository import FEW, ROOT

pytestmark = [pytest.mark.dvc, pytest.mark.slow]

ARMS = ("none", "conjunctive_exponential")
TRAINED = {f"train_canonical_{arm}_1": 1 for arm in ARMS}
FIGURES, TABLES = len(FEW["FIGURES"]), len(FEW["TABLES"])
AFTER_TRAINING = dict.fromkeys(("collect", "trade_off", "claims", "metrics", "plots"), 1)
AFTER_TRAINING |= {"figure": FIGURES, "table": TABLES}
UP_TO_DATE = "Data and pipelines are up to date."


def written(repository, pattern):
    """When the checksums of files were written: Snakemake touches outputs, but not those."""
    files = repository.folder.glob(f"results/autoencoder/{pattern}.sha256")
    return {str(file): file.stat().st_mtime_ns for file in files}


def test_the_study_was_run_and_a_second_repro_starts_nothing(repository):
    assert repository.numbers["runs"] == {"ok": 4, "diverged": 0}
    said = repository.dvc("repro")
    assert said.splitlines()[-1] == UP_TO_DATE
    assert "Building DAG of jobs" not in said
    assert repository.run("git", "status", "--porcelain") == ""


def test_a_clone_is_complete_after_a_pull(pushed, clone):
    assert clone.planned() == {}
    assert UP_TO_DATE in clone.dvc("repro")
    kept = pushed.stored()
    assert clone.stored() == kept
    for name in (
        "runs.csv",
        "models/canonical-none/2.safetensors",
        "figures/l1_curves_canonical.svg",
    ):
        assert f"results/autoencoder/{name}" in kept
    assert len([name for name in kept if name.endswith(".safetensors")]) == 5  # with the data set


def test_in_a_clone_a_setting_of_training_trains_all(clone):
    clone.set("learning_rate", 2.0e-3)
    assert clone.planned() == TRAINED | AFTER_TRAINING


def test_in_a_clone_a_setting_of_an_operator_trains_its_arm(clone):
    clone.set("threshold", 0.2)
    trained = {"train_canonical_conjunctive_exponential_1": 1}
    assert clone.planned() == trained | AFTER_TRAINING


def test_in_a_clone_a_plot_setting_draws_figures_only(clone):
    clone.set("font_size_pt", 9.0)
    assert clone.planned() == {"figure": FIGURES}


def test_in_a_clone_figures_are_drawn_again_without_training(clone):
    makefile = (ROOT / "Makefile").read_text()
    recipe = re.search(r"^figures: env.*\n\t((?:.*\\\n)*.*)$", makefile, re.M)
    command = recipe[1].replace("$(CORES)", "2")
    records, figures = written(clone, "runs/*/*.json"), written(clone, "figures/*.svg")
    start = time.monotonic()
    said = clone.run("sh", "-c", command)
    assert time.monotonic() - start < 120
    jobs = {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", said, re.M)}
    assert jobs == {"figure": FIGURES, "table": TABLES, "all": 1, "total": FIGURES + TABLES + 1}
    assert written(clone, "runs/*/*.json") == records
    assert len(records) == 4
    again = written(clone, "figures/*.svg")
    assert all(again[name] > time for name, time in figures.items())
    assert clone.dvc("status").count("modified") == 1  # Snakemake's records; figures are the same


def test_what_is_lost_with_its_cache_is_pulled(repository):
    before = repository.stored()
    shutil.rmtree(repository.folder / "results/autoencoder/models")
    shutil.rmtree(repository.folder / ".dvc/cache")
    assert set(repository.planned()) > set(TRAINED)
    repository.dvc("pull")
    assert repository.planned() == {}
    assert repository.stored() == before


def test_unfinished_work_is_neither_kept_nor_touched(repository):
    checkpoint = repository.folder / "results/autoencoder/unfinished/canonical-none/1.state"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.write_text("half")
    assert repository.dvc("status").strip() == UP_TO_DATE
    (repository.folder / "results/autoencoder/runs.csv").unlink()
    repository.dvc("checkout", "--force")
    assert repository.planned() == {}
    assert checkpoint.read_text() == "half"


def test_a_plain_run_of_snakemake_is_recorded_by_a_commit(repository):
    repository.set("font_size_pt", 9.0)
    repository.snakemake()
    assert "results/autoencoder" in repository.dvc("status")
    repository.dvc("commit", "--force")
    assert repository.dvc("status").strip() == UP_TO_DATE
    said = repository.dvc("repro")
    assert UP_TO_DATE in said
    assert "Building DAG of jobs" not in said
    assert repository.run("git", "diff", "--name-only").split() == [
        "config/config.yaml",
        "dvc.lock",
    ]
