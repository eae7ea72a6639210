"""All functions on one task with one of its whole networks: a job, which can be interrupted."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from evoprune import __version__, artifacts
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.interruption import Interrupted, Interruption, noted
from evoprune.locks import held
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.progress import Progress
from evoprune.pruning.filters.loading import read_network
from evoprune.pruning.filters.saving import write_network
from evoprune.settings import canonical_json
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.bases import images_digest
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.contenders import read_contenders
from evoprune.studies.pruning_functions.jobs import TransferJob
from evoprune.studies.pruning_functions.parity import parity
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.spending import added_up
from evoprune.studies.pruning_functions.transferring import (
    Masks,
    Row,
    Trial,
    retraining_streams,
    trials,
    tried,
)
from evoprune.training.devices import chosen


def transfer(
    job: TransferJob,
    root: Path,
    code: str,
    files: Path | None = None,
    *,
    device: str = "auto",
    progress_seconds: float = 30.0,
    wait: bool = False,
) -> int:
    """Try all functions on a task, and open its test images at the end.

    Args:
        job: the task.
        root: results folder, with the functions, the whole networks and what was found of images.
        code: digest of the code that tries functions.
        files: the data root; without one that of the environment, or `data`.
        device: name, or `auto`.
        progress_seconds: time between two lines of progress.
        wait: wait for another process that is at it.

    Returns:
        Number of trials.

    Raises:
        MissingDataError, CorruptFileError: something of that is not there or not whole.
        BusyError: another process is at it, and nobody wants to wait.
        Interrupted: somebody asked for an end; the same call goes on.
    """
    torch.set_num_threads(1)
    paths = StudyPaths(root)
    artifacts.check_writable(paths.unfinished)
    folder = paths.unfinished / _digest(job, paths, code)
    what = f"transfer to {job.name}, base {job.base},"
    with held([folder.with_suffix(".lock")], [what], wait=wait), noted() as asked:
        bench = Bench.at(
            paths,
            job.name,
            job.base,
            job.task,
            job.scoring,
            job.fitness,
            files=files,
            device=chosen(device),
        )
        contenders = read_contenders(paths.contenders)
        wanted = trials(contenders, factor=job.factor, long_seeds=job.long_seeds)
        kept = _Kept(folder)
        say = Progress(what[:-1], len(wanted), interval=progress_seconds, unit="trial")
        _try_all(job, bench, wanted, kept, asked, say)
        rows = _with_test(bench, wanted, kept)
        known = [c.name for c in contenders if c.kind in ("handmade", "published")]
        done = {trial.key: trial for trial in wanted}.values()
        spent = added_up(kept.row(trial).get("seconds", {}) for trial in done)
        record = _record(job, bench, rows, parity(bench, known), spent)
        artifacts.write_json(paths.transferred(job.name, job.base), record)
        kept.discard()
    return len(rows)


class _Kept:
    """Finished trials, by their keys: rows, and networks until the test.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _stem(self, trial: Trial) -> Path:
        digest, seed, longer = trial.key
        return self._folder / f"{digest}_{seed}_{longer}"

    def has(self, trial: Trial) -> bool:
        """Whether a trial is finished, and whole."""
        try:
            row = self.row(trial)
            return row["reason"] is not None or self.network(trial) is not None
        except (MissingDataError, CorruptFileError):
            return False

    def put(self, trial: Trial, row: Row, network: ConvolutionalNetwork | None) -> None:
        """Keep a trial; the row comes last."""
        stem = self._stem(trial)
        if network is not None:
            write_network(stem.with_name(stem.name + ".safetensors"), network)
        artifacts.write_json(stem.with_name(stem.name + ".json"), row)

    def row(self, trial: Trial) -> Row:
        """What came out."""
        stem = self._stem(trial)
        found: Row = artifacts.read_json(stem.with_name(stem.name + ".json"))
        return found

    def network(self, trial: Trial) -> ConvolutionalNetwork:
        """The retrained network."""
        stem = self._stem(trial)
        return read_network(stem.with_name(stem.name + ".safetensors"))[0]

    def discard(self) -> None:
        """Remove all of it."""
        for path in self._folder.glob("*"):
            path.unlink(missing_ok=True)
        if self._folder.is_dir():
            self._folder.rmdir()


def _try_all(
    job: TransferJob,
    bench: Bench,
    wanted: Sequence[Trial],
    kept: _Kept,
    asked: Interruption,
    say: Progress,
) -> None:
    """Do every trial that is not there yet; equal functions are tried once."""
    streams = retraining_streams(job.root_seed, job.name, job.base)
    masks: Masks = {}
    for done, trial in enumerate(wanted, start=1):
        if not kept.has(trial):
            row, made = tried(bench, trial, streams, masks)
            kept.put(trial, row, made.network if made else None)
            if asked.signal:
                raise Interrupted(f"{asked.signal}: trials are kept; the same command goes on")
        say(done)


def _with_test(bench: Bench, wanted: Sequence[Trial], kept: _Kept) -> list[Row]:
    """Rows of all trials; the test images are opened once, for all networks together."""
    test = bench.splits.read_test("final")
    accuracies: dict[tuple[str, int, float], float | None] = {}
    rows = []
    for trial in wanted:
        row = {name: value for name, value in kept.row(trial).items() if name != "seconds"}
        if trial.key not in accuracies:
            accuracies[trial.key] = None
            if row["reason"] is None:
                accuracies[trial.key] = bench.accuracy_on_test(kept.network(trial), test)
        contender = {"function": trial.contender.name, "kind": trial.contender.kind}
        rows.append(contender | row | {"accuracy_test": accuracies[trial.key]})
    return rows


def _record(
    job: TransferJob,
    bench: Bench,
    rows: list[Row],
    exact: dict[str, Any],
    spent: dict[str, float],
) -> dict[str, Any]:
    """The file of the job."""
    return {
        "task": job.name,
        "base": job.base,
        "spec": job.model_dump(),
        "accuracy_whole": bench.accuracy(bench.whole),
        "rows": rows,
        "parity": exact,
        "timing": {
            **spent,
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "host": platform.node(),
            "torch": torch.__version__,
            "evoprune": __version__,
        },
    }


def _digest(job: TransferJob, paths: StudyPaths, code: str) -> str:
    """Identity of the job's trials: the settings, the code, the network and the images."""
    identity = {
        "study": STUDY,
        "transfer": job.model_dump(),
        "code": code,
        "base": artifacts.recorded_checksum(paths.base(job.name, job.base).model),
        "images": images_digest(paths, job.task.dataset.generator),
    }
    return artifacts.sha256(canonical_json(identity).encode())[:16]
