"""Trains runs of one mode together and writes each one's files."""

import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evoprune import __version__, artifacts
from evoprune.checkpoints import Checkpoints
from evoprune.data.splits import Splits
from evoprune.errors import ConfigError
from evoprune.interruption import Interruption, noted
from evoprune.locks import held
from evoprune.networks import build
from evoprune.progress import Progress
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.autoencoder import STUDY
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, TOGETHER, Arm, SeededArm
from evoprune.studies.autoencoder.code import arm_code
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.metrics import finish
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.records import is_current, write_run
from evoprune.training.engines import ENGINES
from evoprune.training.job import Job, Outcome, Run
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol


def train_runs(
    arms: Sequence[SeededArm],
    root: Path,
    *,
    engine: str = "auto",
    device: str = "auto",
    progress_seconds: float = 30.0,
    checkpoint_seconds: float = 300.0,
    wait: bool = False,
) -> list[tuple[str, int]]:
    """Train the runs of some arms that are not there yet, together in one batch.

    Whole runs of the same settings, code and data are kept. A training that was interrupted goes on
    from its last checkpoint.

    Args:
        arms: what to train; all of one mode, protocol, network and data set.
        root: results folder; the data set must be in it.
        engine: name, or `auto`.
        device: name, or `auto`.
        progress_seconds: time between two lines of progress.
        checkpoint_seconds: time between two checkpoints; 0 for none but on request.
        wait: wait for runs that another process trains.

    Returns:
        Arm and seed of the runs that were trained.

    Raises:
        ConfigError: the arms cannot train together, or the engine does not serve them.
        MissingDataError, CorruptFileError: the data set is not there or not whole.
        BusyError: another process trains one of the runs, and nobody wants to wait.
        Interrupted: somebody asked for an end; the same call goes on.
        WriteError: the results folder cannot be written to.
    """
    first = arms[0].arm
    _check_common(arms)
    choice = engine_of(first, engine, device)
    unfinished = StudyPaths(root).unfinished
    artifacts.check_writable(unfinished)
    asked = _asked(arms, root, choice.name)
    with (
        held([unfinished / run.digest for run in asked], [run.name for run in asked], wait=wait),
        noted() as interruption,
    ):
        wanted = [run for run in asked if not run.is_current(root)]
        if wanted and choice.reason:
            print(f"{first.name}: the {choice.name} engine trains, not numba: {choice.reason}")
        for runs in _by_dataset(asked):
            how = _Training(
                root, choice.name, device, progress_seconds, checkpoint_seconds, interruption
            )
            how.train(runs, [run for run in runs if run in wanted])
    return [(run.arm.name, run.seed) for run in wanted]


class _Asked(NamedTuple):
    """A run that is asked for, and its identity."""

    arm: Arm
    seed: int
    dataset: str
    digest: str

    @property
    def name(self) -> str:
        """The run for messages."""
        return f"run {self.arm.name}, seed {self.seed},"

    def is_current(self, root: Path) -> bool:
        """Whether it is there, whole and as it is asked for."""
        return is_current(StudyPaths(root).run(self.arm.name, self.seed), self.digest)


class _Training(NamedTuple):
    """How runs on one data set are trained together."""

    root: Path
    engine: str
    device: str
    progress_seconds: float
    checkpoint_seconds: float
    interruption: Interruption

    def train(self, asked: Sequence[_Asked], wanted: Sequence[_Asked]) -> None:
        """Train what is wanted of what is asked for, and write its files."""
        if not wanted:
            return
        checkpoints = self._checkpoints(asked)
        runs = _runs_of(checkpoints, asked, wanted)
        checkpoints.runs = [run.digest for run in runs]
        job = self._job(runs, checkpoints)
        start = time.perf_counter(), time.process_time()
        first = runs[0].arm
        mode = load("mode", MODES, first.mode).model_validate(first.mode_settings)
        outcomes = mode.train(job)
        timing = _timing(job.engine, len(runs), start)
        for run, outcome in zip(runs, outcomes, strict=True):
            if run in wanted:
                self._write(run, job, outcome, timing)
        checkpoints.discard()

    def _checkpoints(self, asked: Sequence[_Asked]) -> Checkpoints:
        """Checkpoints of a job: by all that it was asked for, whatever of it is there by now."""
        key = artifacts.sha256(" ".join(run.digest for run in asked).encode())[:16]
        return Checkpoints(
            StudyPaths(self.root).unfinished / f"job-{key}",
            seconds=self.checkpoint_seconds,
            interruption=self.interruption,
        )

    def _job(self, runs: Sequence[_Asked], checkpoints: Checkpoints) -> Job:
        first = runs[0].arm
        protocol = Protocol.model_validate(first.protocol)
        engine = load("engine", ENGINES, self.engine)(
            build(first.environment, first.dimensions),
            protocol.batch_size,
            self.device,
            protocol.objective,
        )
        return Job(
            engine=engine,
            splits=Splits.load(StudyPaths(self.root).dataset(runs[0].dataset)),
            protocol=protocol,
            runs=[run_of(run.arm, run.seed) for run in runs],
            on_epoch=Progress(_label(runs), protocol.epochs, interval=self.progress_seconds),
            snapshots=checkpoints,
        )

    def _write(self, run: _Asked, job: Job, outcome: Outcome, timing: dict[str, Any]) -> None:
        write_run(
            StudyPaths(self.root).run(run.arm.name, run.seed),
            run.arm,
            run.seed,
            outcome,
            finish(job, outcome),
            architecture=job.engine.architecture,
            digest=run.digest,
            timing=timing,
        )


def _runs_of(
    checkpoints: Checkpoints, asked: Sequence[_Asked], wanted: Sequence[_Asked]
) -> list[_Asked]:
    """The runs to train: those of the checkpoint if it holds all that is wanted.

    It may hold more: runs that were written before the process died among its files.
    """
    if checkpoints.found is not None:
        by_digest = {run.digest: run for run in asked}
        runs = [by_digest[digest] for digest in checkpoints.found.runs if digest in by_digest]
        if {run.digest for run in wanted} <= set(checkpoints.found.runs):
            print(f"{_label(runs)}: goes on from a checkpoint", file=sys.stderr, flush=True)
            return runs
    return list(wanted)


def _check_common(arms: Sequence[SeededArm]) -> None:
    for name in TOGETHER:
        values = [getattr(seeded.arm, name) for seeded in arms]
        if any(value != values[0] for value in values):
            names = ", ".join(seeded.arm.name for seeded in arms)
            raise ConfigError(f"arms of one job must have the same {name}: {names}")


def _asked(arms: Sequence[SeededArm], root: Path, engine: str) -> list[_Asked]:
    """The runs that are asked for."""
    paths, asked = StudyPaths(root), []
    checksums: dict[str, str] = {}
    for arm, seeds in arms:
        code = arm_code(arm, engine)
        for seed in seeds:
            dataset = arm.dataset_of(seed).name
            if dataset not in checksums:
                checksums[dataset] = artifacts.recorded_checksum(paths.dataset(dataset))
            digest = arm.run_digest(seed, code, checksums[dataset])
            asked.append(_Asked(arm, seed, dataset, digest))
    return asked


def _by_dataset(asked: Sequence[_Asked]) -> list[list[_Asked]]:
    """Runs that can train together: those on the same data set."""
    groups: dict[str, list[_Asked]] = {}
    for run in asked:
        groups.setdefault(run.dataset, []).append(run)
    return list(groups.values())


def run_of(arm: Arm, seed: int) -> Run:
    """A run as modes train it."""
    operator = load("operator", OPERATORS, arm.operator).model_validate(arm.operator_settings)
    schedule = None
    if arm.schedule != NO_SCHEDULE:
        schedule = load("schedule", SCHEDULES, arm.schedule).model_validate(arm.schedule_settings)
    return Run(Streams(arm.root_seed, STUDY, seed), arm.operator, operator, schedule)


def _label(wanted: Sequence[_Asked]) -> str:
    """What is being trained, for the lines of progress."""
    names = list(dict.fromkeys(run.arm.name for run in wanted))
    if len(names) == 1:
        return f"{names[0]}, seeds {_listed([run.seed for run in wanted])}"
    return f"{len(wanted)} runs of {len(names)} arms ({names[0]} and others)"


def _timing(engine: Any, runs: int, start: tuple[float, float]) -> dict[str, Any]:
    """Seconds a run of a job, and what they were spent on."""
    wall, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    return {
        "seconds": round(wall / runs, 3),
        "cpu_seconds": round(cpu / runs, 3),
        "runs_in_job": runs,
        "engine": engine.name,
        "device": engine.device,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": platform.node(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "engine_version": engine.version,
        "evoprune": __version__,
    }


def _listed(seeds: Sequence[int]) -> str:
    """Seeds for people: `1-5` where they follow each other."""
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}-{seeds[-1]}"
    return ", ".join(str(seed) for seed in seeds)
