"""Canonical training: one network, ordinary mini-batches, a persistent Adam with step decay."""

from typing import ClassVar

import numpy as np
from pydantic import Field

from evoprune.pruning.schedules.base import Moment
from evoprune.training.events import event_happens, prune
from evoprune.training.job import Job, Outcome
from evoprune.training.modes.base import Mode
from evoprune.training.recorder import Recorder
from evoprune.training.reporting import mean_loss, report
from evoprune.training.structure import dead_counts


class Canonical(Mode):
    """One network a run; pruning leaves the optimiser's moments alone. Source: spec 4.1."""

    persistent_moments: ClassVar[bool] = True

    decay_factor: float = Field(default=0.1, gt=0, le=1)
    """What the learning rate is multiplied with at each step of its decay."""
    decay_steps: int = Field(default=4, ge=1)
    """The rate is constant in each of this many equal parts of a run."""

    @property
    def cells(self) -> int:
        """One network."""
        return 1

    def learning_rate(self, initial: float, epoch: int, epochs: int) -> float:
        """The rate of one epoch."""
        length = max(1, epochs // self.decay_steps)
        return initial * self.decay_factor ** (epoch // length)

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs, in one stack."""
        training = _Training(self, job)
        for epoch in range(job.protocol.epochs):
            training.epoch(epoch)
            job.on_epoch(epoch + 1)
        return training.outcomes()


class _Training:
    """State of a job in canonical mode; network r of the stack belongs to run r."""

    def __init__(self, mode: Canonical, job: Job) -> None:
        self.mode, self.job = mode, job
        self.runs = range(len(job.runs))
        self.stack = job.engine.stack([job.initial_network(run, 0) for run in self.runs])
        self.moments = job.engine.adam(self.stack)
        self.history = job.engine.history(len(job.runs)) if job.needs_history else None
        self.recorders = [Recorder(job.protocol.epochs, 1) for _ in self.runs]
        self.reported = [(0, 0) for _ in self.runs]
        self.diverged_at: list[int | None] = [None for _ in self.runs]

    def epoch(self, epoch: int) -> None:
        """One pass over the shuffled rows, then a possible event of each run and its records."""
        job = self.job
        orders = [job.batch_order(run, 0, epoch, "batch_order") for run in self.runs]
        rate = self.mode.learning_rate(job.protocol.learning_rate, epoch, job.protocol.epochs)
        losses = job.engine.train(
            self.stack,
            job.train_rows,
            np.stack(orders, axis=1),
            np.full(len(self.runs), rate),
            moments=self.moments,
            history=self.history,
        )
        for run in self.runs:
            if self.diverged_at[run] is None and not np.isfinite(losses[:, run]).all():
                self.diverged_at[run] = epoch
            if self.diverged_at[run] is None:
                self._prune(run, epoch)
                self._record(run, epoch, rate, float(losses[:, run].min()))

    def _prune(self, run: int, epoch: int) -> None:
        """A possible event of one run, with the loss before it at report epochs."""
        job, record = self.job, self.recorders[run].set
        if job.protocol.reports_at(epoch):
            record(epoch, 0, l1_train_before_event=mean_loss(job, self.stack, run))
        # F is T here, which is why prune_after never fires (Q14).
        moment = Moment(epoch, final_epoch=job.protocol.epochs, solutions=1)
        event = event_happens(job.runs[run], moment, node=0)
        record(epoch, 0, event=event)
        if event:
            self.reported[run] = prune(
                job, job.runs[run], self.stack, run, self.history, node=0, epoch=epoch
            )
            if self.history is not None:
                self.history.clear(run)

    def _record(self, run: int, epoch: int, rate: float, smallest_loss: float) -> None:
        job, record = self.job, self.recorders[run].set
        if job.protocol.reports_at(epoch):
            batches = job.batch_order(run, 0, epoch, "report_order")
            measured = report(job, self.stack, run, batches, self.history)
            record(epoch, 0, l1_train=measured.mean, l1_train_sd=measured.sd)
        if job.protocol.measures_structure_at(epoch):
            record(epoch, 0, **dead_counts(job, self.stack, run))
        zeros = self.stack.zeros(run)
        record(
            epoch,
            0,
            learning_rate=rate,
            min_selection_loss=smallest_loss,
            min_replacement_loss=smallest_loss,
            pruned_encoder=self.reported[run][0],
            pruned_decoder=self.reported[run][1],
            zeros_encoder=zeros[0],
            zeros_decoder=zeros[1],
        )

    def outcomes(self) -> list[Outcome]:
        """What training gave, run by run."""
        return [
            Outcome([self.stack.read(run)], self.recorders[run].columns, self.diverged_at[run])
            for run in self.runs
        ]
