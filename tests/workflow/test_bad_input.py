"""Bad configs are refused before any job; altered files are named and made again."""

import subprocess
import sys

import pytest

from tests.workflow.test_rerun_table import hashes, small

pytestmark = [pytest.mark.workflow, pytest.mark.slow]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"autoencoder__arms__0__operators": ["magic"]}, ["'magic'", "'conjunctive'"]),
        ({"autoencoder__arms__0__modes": ["alone"]}, ["'alone'", "'lipi'"]),
        ({"autoencoder__arms__0__schedules": ["often"]}, ["'often'", "'prune_after'"]),
        ({"autoencoder__protocol__epoch": 3}, ["protocol.epoch", "unknown key"]),
        ({"autoencoder__protocol__epochs": "3"}, ["protocol.epochs", "valid integer"]),
        ({"results": "x;touch pwned"}, ["results"]),
    ],
)
def test_a_bad_config_is_refused_before_any_job(checkout, changes, said):
    checkout.configure(small(**changes))
    message = checkout.snakemake(fails=True)
    for words in said:
        assert words in message
    assert "Traceback" not in message
    assert "rule " not in message
    assert not (checkout.folder / "pwned").exists()


@pytest.mark.parametrize(
    "name",
    [
        "autoencoder/models/lipi-none/2.safetensors",
        "autoencoder/history/lipi-none/2.parquet",
        "autoencoder/runs/lipi-none/2.json",
        "data/binary_clusters_2_10_12.safetensors",
        "autoencoder/runs.csv",
    ],
)
@pytest.mark.parametrize("damage", ["bit", "cut"])
def test_an_altered_file_is_named_and_made_again(checkout, name, damage):
    path = checkout.folder / "results" / name
    before, content = hashes(checkout, "models/**/*"), path.read_bytes()
    data = bytearray(content)
    data[len(data) // 2] ^= 1
    path.write_bytes(data if damage == "bit" else data[:-7])
    said = checkout.snakemake("results/autoencoder/runs.csv", "results/" + name)
    assert f"{name} does not match its checksum" in said
    assert hashes(checkout, "models/**/*.safetensors").items() <= before.items()
    if not name.endswith(".json"):  # a record holds the seconds that its run took
        assert path.read_bytes() == content
    assert not any(job.startswith("train") for job in checkout.planned())


def test_data_altered_behind_the_workflow_stops_the_job_that_reads_it(checkout):
    path = checkout.folder / "results/data/binary_clusters_2_10_12.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    command = ["train", "--config", "config/small.yaml", "--arm", "lipi-none", "--seeds", "7"]
    done = subprocess.run(
        [sys.executable, "-m", "evoprune", *command],
        cwd=checkout.folder,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 4
    assert "binary_clusters_2_10_12.safetensors: content does not match" in done.stderr


def test_a_run_that_diverges_keeps_its_row_and_the_others_go_on(checkout):
    values = small(autoencoder__protocol__learning_rate=1e30, results="results/wild")
    checkout.configure(values)
    checkout.snakemake("--keep-going")
    lines = (checkout.folder / "results/wild/autoencoder/runs.csv").read_text().splitlines()
    assert len(lines) == 19
    assert any(",diverged," in line for line in lines[1:])
