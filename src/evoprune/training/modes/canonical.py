"""Canonical training: one network, ordinary mini-batches, a persistent Adam with step decay."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from evoprune.pruning.schedules.base import Moment
from evoprune.training import snapshots
from evoprune.training.events import event_happens, prune
from evoprune.training.job import Job, Outcome
from evoprune.training.modes.base import Mode
from evoprune.training.modes.rate_walk import RateWalk
from evoprune.training.recorder import Recorder
from evoprune.training.reporting import mean_loss, report
from evoprune.training.structure import dead_counts


class Canonical(RateWalk, Mode):
    """One network a run; pruning leaves the optimiser's moments alone. Source: spec 4.1."""

    decay_factor: float = Field(default=0.1, gt=0, le=1)
    """What the learning rate is multiplied with at each step of its decay."""
    decay_steps: int = Field(default=4, ge=1)
    """The rate is constant in each of this many equal parts of a run."""
    optimizer: Literal["persistent", "fresh"] = "persistent"
    """An Adam that keeps its moments, or a fresh one every step as in the ring: sign descent."""
    walk_sd: float = Field(default=0.0, ge=0)
    """Standard deviation of the step that the rate makes after an epoch; 0 as published."""
    final_epoch: Literal["epochs", "last"] = "epochs"
    """The schedules' final epoch F: the number of epochs T, as published, or the last one, T - 1.

    As published prune_after never fires, because no epoch reaches T (Q14).
    """

    @property
    def cells(self) -> int:
        """One network."""
        return 1

    @property
    def persistent_moments(self) -> bool:
        """Whether the optimiser keeps its moments."""
        return self.optimizer == "persistent"

    def learning_rate(self, walked: float, epoch: int, epochs: int) -> float:
        """The rate of one epoch.

        Args:
            walked: the rate without the decay: the initial one, unless it walks.
            epoch: which epoch.
            epochs: number of epochs T.
        """
        length = max(1, epochs // self.decay_steps)
        return walked * self.decay_factor ** (epoch // length)

    def moment(self, epoch: int, epochs: int) -> Moment:
        """Where schedules are asked."""
        final = epochs if self.final_epoch == "epochs" else epochs - 1
        return Moment(epoch, final_epoch=final, solutions=1)

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs, in one stack."""
        training = _Training(self, job)
        for epoch in range(job.resumed(training), job.protocol.epochs):
            training.epoch(epoch)
            job.on_epoch(epoch + 1)
            job.snapshots.keep(epoch + 1, training.arrays)
        return training.outcomes()


class _Training:
    """State of a job in canonical mode; network r belongs to run r."""

    def __init__(self, mode: Canonical, job: Job) -> None:
        self.mode, self.job = mode, job
        self.runs = range(len(job.runs))
        networks = [job.initial_network(run, 0) for run in self.runs]
        moments = mode.persistent_moments
        self.cells = job.cells(networks, moments=moments, individual=mode.walk_sd > 0)
        self._walked = [job.protocol.learning_rate] * len(self.runs)
        self.recorders = [Recorder(job.protocol.epochs, 1) for _ in self.runs]
        self.diverged_at: list[int | None] = [None for _ in self.runs]

    def arrays(self) -> snapshots.Arrays:
        """Everything that changes from epoch to epoch."""
        return snapshots.together(self._parts)

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over a state."""
        snapshots.restore(self._parts, arrays)

    @property
    def _parts(self) -> dict[str, snapshots.Restorable]:
        progress = snapshots.Progress(self.recorders, self.diverged_at)
        rates = snapshots.Numbers(self._walked)
        return {"cells": self.cells, "rates": rates, "progress": progress}

    def epoch(self, epoch: int) -> None:
        """One pass over the shuffled rows, then a possible event of each run and its records."""
        job = self.job
        orders = [job.batch_order(run, 0, epoch, "batch_order") for run in self.runs]
        rates = self._rates(epoch)
        losses = job.train(
            self.cells,
            np.stack(orders, axis=1),
            rates,
            job.noise([(run, 0, epoch) for run in self.runs], len(orders[0])),
        )
        self.cells.give_back()
        for run in self.runs:
            if self.diverged_at[run] is None and not np.isfinite(losses[:, run]).all():
                self.diverged_at[run] = epoch
            if self.diverged_at[run] is None:
                self._prune(run, epoch)
                self._record(run, epoch, rates[run], float(losses[:, run].min()))

    def _rates(self, epoch: int) -> np.ndarray:
        """Learning rate of each run; where rates walk, they do so before every epoch but one."""
        if epoch and self.mode.walk_sd > 0:
            for run in self.runs:
                rng = self.job.runs[run].streams.generator("rate_walk", epoch=epoch - 1)
                self._walked[run] = self.mode.walked(self._walked[run], rng)
        epochs = self.job.protocol.epochs
        return np.array([self.mode.learning_rate(w, epoch, epochs) for w in self._walked])

    def _prune(self, run: int, epoch: int) -> None:
        """A possible event of one run, with the loss before it at report epochs."""
        job, record = self.job, self.recorders[run].set
        if job.protocol.reports_at(epoch):
            record(epoch, 0, l1_train_before_event=mean_loss(job, self.cells.stack, run))
        moment = self.mode.moment(epoch, job.protocol.epochs)
        event = event_happens(job.runs[run], moment, node=0)
        record(epoch, 0, event=event)
        if event:
            prune(job, job.runs[run], self.cells, run, node=0, epoch=epoch)
            if self.cells.history is not None:
                self.cells.history.clear(run)

    def _record(self, run: int, epoch: int, rate: float, smallest_loss: float) -> None:
        job, record, stack = self.job, self.recorders[run].set, self.cells.stack
        if job.protocol.reports_at(epoch):
            batches = job.batch_order(run, 0, epoch, "report_order")
            measured = report(job, stack, run, batches, self.cells.history)
            record(epoch, 0, l1_train=measured.mean, l1_train_sd=measured.sd)
        if job.protocol.measures_structure_at(epoch):
            record(epoch, 0, **dead_counts(job, stack, run))
        zeros = stack.zeros(run)
        record(
            epoch,
            0,
            learning_rate=rate,
            min_selection_loss=smallest_loss,
            min_replacement_loss=smallest_loss,
            pruned_encoder=self.cells.reported[run, 0],
            pruned_decoder=self.cells.reported[run, 1],
            zeros_encoder=zeros[0],
            zeros_decoder=zeros[1],
        )

    def outcomes(self) -> list[Outcome]:
        """What training gave, run by run."""
        return [
            Outcome([self.cells.stack.read(run)], self.recorders[run].columns, diverged)
            for run, diverged in zip(self.runs, self.diverged_at, strict=True)
        ]
