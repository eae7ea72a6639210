"""Runs of evolution, each from its whole networks to its files."""

import json
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from evoprune import __version__, artifacts
from evoprune.interruption import Interrupted, Interruption, noted
from evoprune.locks import held
from evoprune.progress import Progress
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.bases import images_digest
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.code import arm_code
from evoprune.studies.pruning_functions.evaluating import Evaluator
from evoprune.studies.pruning_functions.evolving import History, Proposals, evolve
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.records import is_current, write_run
from evoprune.studies.pruning_functions.spending import added_up
from evoprune.studies.pruning_functions.store import Store
from evoprune.training.devices import chosen


def evolve_runs(
    arm: Arm,
    seeds: Sequence[int],
    root: Path,
    files: Path | None = None,
    *,
    device: str = "auto",
    progress_seconds: float = 30.0,
    wait: bool = False,
    spread: bool = False,
) -> list[int]:
    """Do the runs of an arm that are not there yet, one after the other.

    Whole runs of the same settings, code, networks and images are kept. A run that was interrupted
    goes on behind its last evaluation.

    Args:
        arm: what to run.
        seeds: of the runs.
        root: results folder; the whole networks and what was found of the images must be in it.
        files: the data root; without one that of the environment, or `data`.
        device: name, or `auto`.
        progress_seconds: time between two lines of progress.
        wait: wait for a run that another process is at.
        spread: take evaluations that other jobs made, and leave them.

    Returns:
        Seeds of the runs that were done.

    Raises:
        MissingDataError, CorruptFileError: networks or images are not there or not whole.
        BusyError: another process is at one of the runs, and nobody wants to wait.
        Interrupted: somebody asked for an end; the same call goes on.
    """
    torch.set_num_threads(1)
    paths = StudyPaths(root)
    artifacts.check_writable(paths.unfinished)
    code = arm_code(arm)
    done = []
    for seed in seeds:
        digest = arm.run_digest(seed, code, bases_digest(paths, arm, seed))
        folder = paths.unfinished / digest
        lock = folder.with_suffix(".lock")
        with held([lock], [f"run {arm.name}, seed {seed},"], wait=wait), noted() as asked:
            if is_current(paths.run(arm.name, seed), digest):
                Store(folder).discard()
                continue
            store = Store(paths.spread(arm.name, seed) if spread else folder)
            _one(arm, seed, paths, store, digest, asked, files, device, progress_seconds)
            if not spread:
                store.discard()
            done.append(seed)
    return done


def _one(
    arm: Arm,
    seed: int,
    paths: StudyPaths,
    store: Store,
    digest: str,
    asked: Interruption,
    files: Path | None,
    device: str,
    progress: float,
) -> None:
    """Do a run and write its files."""
    benches = benches_of(arm, seed, paths, files, device)
    evaluator = Evaluator(arm, seed, benches)
    total = Proposals(arm, seed).evaluations
    say = Progress(f"{arm.name}, seed {seed}", total, interval=progress, unit="evaluation")

    def check() -> None:
        if asked.signal:
            raise Interrupted(f"{asked.signal}: evaluations are kept; the same command goes on")

    start = time.perf_counter()
    history = evolve(arm, seed, evaluator.evaluate, store, on_evaluation=say, check=check)
    seconds = time.perf_counter() - start
    timing = timing_of(history, seconds, next(iter(benches.values())))
    write_run(paths.run(arm.name, seed), arm, seed, history, digest=digest, timing=timing)
    print(f"{arm.name}, seed {seed}: done", file=sys.stderr, flush=True)


def benches_of(
    arm: Arm, seed: int, paths: StudyPaths, files: Path | None, device: str
) -> dict[str, Bench]:
    """The tasks of a run at work."""
    return {
        name: Bench.at(
            paths,
            name,
            arm.base(seed),
            task,
            arm.scoring,
            arm.fitness,
            files=files,
            device=chosen(device),
        )
        for name, task in arm.tasks.items()
    }


def bases_digest(paths: StudyPaths, arm: Arm, seed: int) -> str:
    """Digest of the whole networks that a run prunes, and of the images."""
    models = [
        artifacts.recorded_checksum(paths.base(name, arm.base(seed)).model) for name in arm.tasks
    ]
    images = [images_digest(paths, task.dataset.generator) for task in arm.tasks.values()]
    return artifacts.sha256(json.dumps([models, images]).encode())


def timing_of(history: History, seconds: float, bench: Bench) -> dict[str, Any]:
    """What a run cost, by what it went into; the wall time is that of the last call."""
    return {
        "seconds": round(seconds, 3),
        **added_up(found.details.get("seconds", {}) for own in history for found in own),
        "device": str(next(bench.whole.parameters()).device),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": platform.node(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "evoprune": __version__,
    }
