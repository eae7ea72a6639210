"""Runs of the study, each from its images to its files."""

import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from evoprune import __version__, artifacts
from evoprune.checkpoints import Checkpoints
from evoprune.data.images.splits import ImageSplits
from evoprune.data.places import data_root
from evoprune.interruption import Interruption, noted
from evoprune.locks import held
from evoprune.progress import Progress
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.code import arm_code
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.paths import RunPaths, StudyPaths
from evoprune.studies.filter_criteria.records import is_current, write_run
from evoprune.studies.filter_criteria.run import Run
from evoprune.training.devices import chosen


def search_runs(
    arm: Arm,
    seeds: Sequence[int],
    root: Path,
    files: Path | None = None,
    *,
    device: str = "auto",
    progress_seconds: float = 30.0,
    checkpoint_seconds: float = 300.0,
    wait: bool = False,
) -> list[int]:
    """Do the runs of an arm that are not there yet, one after the other.

    Whole runs of the same settings, code and images are kept. A run that was interrupted goes on
    from its last checkpoint.

    Args:
        arm: what to run.
        seeds: of the runs.
        root: results folder; what was found of the images must be in it.
        files: the data root; without one that of the environment, or `data`.
        device: name, or `auto`.
        progress_seconds: time between two lines of progress.
        checkpoint_seconds: time between two checkpoints; 0 for none but on request.
        wait: wait for a run that another process is at.

    Returns:
        Seeds of the runs that were done.

    Raises:
        MissingDataError, CorruptFileError: the images are not there or not whole.
        BusyError: another process is at one of the runs, and nobody wants to wait.
        Interrupted: somebody asked for an end; the same call goes on.
        WriteError: the results folder cannot be written to.
    """
    paths = StudyPaths(root)
    artifacts.check_writable(paths.unfinished)
    code, images = arm_code(arm), _images_digest(paths, arm)
    splits: ImageSplits | None = None
    done = []
    for seed in seeds:
        digest = arm.run_digest(seed, code, images)
        with _at_work(paths, arm, seed, digest, wait) as interruption:
            if is_current(paths.run(arm.name, seed), digest):
                continue
            splits = splits or arm.images.splits(data_root(files))
            stem = paths.unfinished / digest
            checkpoints = Checkpoints(stem, seconds=checkpoint_seconds, interruption=interruption)
            checkpoints.runs = [digest]
            material = Material(arm, seed, splits, chosen(device))
            _one(material, paths.run(arm.name, seed), stem, checkpoints, progress_seconds)
            done.append(seed)
    return done


@contextmanager
def _at_work(
    paths: StudyPaths, arm: Arm, seed: int, digest: str, wait: bool
) -> Iterator[Interruption]:
    """Alone with a run, and told when somebody asks for an end."""
    name = f"run {arm.name}, seed {seed},"
    with held([paths.unfinished / digest], [name], wait=wait), noted() as interruption:
        yield interruption


def _one(
    material: Material, paths: RunPaths, stem: Path, checkpoints: Checkpoints, progress: float
) -> None:
    """Do a run and write its files."""
    arm, seed = material.arm, material.seed
    log_path = stem.with_suffix(".jsonl")
    found = checkpoints.latest()
    if found:
        print(f"{arm.name}, seed {seed}: goes on from a checkpoint", file=sys.stderr, flush=True)
    else:
        log_path.unlink(missing_ok=True)
    run = Run(material, log_path)
    say = Progress(f"{arm.name}, seed {seed}", run.steps, interval=progress, unit="step")
    start = time.perf_counter()
    run.train(checkpoints, say)
    write_run(
        paths,
        arm,
        seed,
        run.notes,
        material.network(None, None),
        normalisation=material.normalisation,
        log_path=log_path,
        digest=checkpoints.runs[0],
        timing=_timing(material, run, time.perf_counter() - start),
    )
    checkpoints.discard()
    log_path.unlink(missing_ok=True)


def _images_digest(paths: StudyPaths, arm: Arm) -> str:
    """Digest of what was found of the images when they were checked."""
    found = artifacts.read_json(paths.images(arm.dataset_settings["generator"]))
    return artifacts.sha256(json.dumps(sorted(found["digests"].values())).encode())


def _timing(material: Material, run: Run, seconds: float) -> dict[str, Any]:
    """What the run cost, by phase; the wall time is that of the last call."""
    costs = run.notes.facts.get("cpu_seconds", {})
    return {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(sum(costs.values()), 3),
        **{f"cpu_seconds_{name}": round(cost, 3) for name, cost in costs.items()},
        "device": str(material.device),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": platform.node(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "evoprune": __version__,
    }
