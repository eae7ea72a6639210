"""Results of a killed study, copied without Snakemake's notes: no half file is taken for a whole.

Snakemake knows of unfinished files by its notes alone. Here they are lost, as with a copy to
another machine, and half files stand under final names besides.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from evoprune import artifacts
from evoprune.integrity import checked_files
from tests.promises import scaled
from tests.workflow.checkout import Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

MOMENTS = scaled([2, 16, 37, 62], [5])
"""Numbers of files that are written when the kill comes: data, runs, tables, figures."""
HALVES = {
    "data set": ["data/binary_clusters_2_10_12.safetensors"],
    "model": [f"autoencoder/models/lipi-none/{seed}.safetensors" for seed in (1, 2, 3)],
    "history": [f"autoencoder/history/lipi-random-fixed/{seed}.parquet" for seed in (1, 2, 3)],
    "record": [f"autoencoder/runs/canonical-none/{seed}.json" for seed in (1, 2, 3)],
    "table of runs": [f"autoencoder/{name}" for name in ("runs.csv", "history.parquet")],
    "figure": [f"autoencoder/figures/capacity.{suffix}" for suffix in ("svg", "pdf")],
    "table": [f"autoencoder/tables/summary_lipi.{suffix}" for suffix in ("csv", "md", "tex")],
}
NAMES = [name for names in HALVES.values() for name in names]
REMADE = scaled(NAMES, [names[0] for names in list(HALVES.values())[:4]])
"""What is asked for again; the short form only sees to it that nobody takes the others."""


def killed(checkout: Checkout, files: int) -> None:
    """Start the study, and kill Snakemake and all its jobs when so many files are written."""
    command = [sys.executable, "-m", "snakemake", "--configfile", "config/small.yaml"]
    with (checkout.folder / "said.txt").open("w") as said:
        process = psutil.Popen(
            [*command, "--cores", "2"], cwd=checkout.folder, stdout=said, stderr=said
        )
        results, until = checkout.folder / "results", time.monotonic() + 300
        while len(list(results.rglob("*.sha256"))) < files:
            assert process.poll() is None, "it was done before the kill"
            assert time.monotonic() < until
            time.sleep(0.001)
        family = [process, *process.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=30)


def plant(results: Path, whole: Path) -> Iterator[str]:
    """Put half files under final names: with checksum, without, with half a checksum, in turns."""
    for names in HALVES.values():
        for number, name in enumerate(names):
            path = results / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (whole / name).read_bytes()
            path.write_bytes(content[: len(content) // 2])
            checksum = artifacts.sidecar(whole / name).read_text()
            artifacts.sidecar(path).unlink(missing_ok=True)
            if number != 1:
                text = checksum if number == 0 else checksum[:32]
                artifacts.sidecar(path).write_text(text)
            yield name


def results_of(folder: Path) -> dict[str, object]:
    """Every result with its checksum; of records all but times, and without what is only times."""
    found: dict[str, object] = {}
    for path in checked_files(folder):
        name = str(path.relative_to(folder))
        if name.startswith("autoencoder/runs/"):
            record = artifacts.read_json(path)
            found[name] = {key: record[key] for key in record if key != "timing"}
        elif path.name != "timings.csv" and "unfinished" not in path.parts:
            found[name] = artifacts.sha256(artifacts.read_bytes(path))
    return found


@pytest.mark.promise(
    "no half file is accepted in results copied without Snakemake's notes", tries=64
)
@pytest.mark.parametrize("files", MOMENTS)
def test_no_half_file_is_accepted(finished, tmp_path, files, promise):
    study = Checkout(tmp_path / "killed")
    killed(study, files)
    fresh = Checkout(tmp_path / "fresh")
    shutil.copytree(study.folder / "results", fresh.folder / "results")
    planted = list(plant(fresh.folder / "results", finished.folder / "results"))
    assert not (fresh.folder / ".snakemake").exists()
    said = fresh.snakemake("--", *scaled([], [f"results/{name}" for name in REMADE]))
    expected = results_of(finished.folder / "results")
    found = results_of(fresh.folder / "results")
    for name in planted:
        with promise.tried():
            assert f"{name} does not match its checksum" in said
            # Not asked for, it may be gone; a run is made again with those of its job.
            assert found.get(name, None if name in REMADE else expected[name]) == expected[name]
    assert found == scaled(expected, {name: expected[name] for name in found})
    for path in fresh.folder.rglob("*.json"):
        json.loads(path.read_text())
    verified = subprocess.run(
        [sys.executable, "-m", "evoprune", "verify", "results"],
        cwd=fresh.folder,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    assert ", 0 corrupt" in verified.stdout
