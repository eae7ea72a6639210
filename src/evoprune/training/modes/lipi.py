"""Lipi-AE-S: a ring of autoencoders that copy, select, train and replace one another."""

from itertools import zip_longest
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from evoprune.pruning.schedules.base import Moment
from evoprune.training.engines.base import History, Stack
from evoprune.training.events import count_zeros, event_happens, prune
from evoprune.training.job import Job, Outcome
from evoprune.training.modes.base import Mode
from evoprune.training.recorder import Recorder
from evoprune.training.reporting import mean_loss, report
from evoprune.training.ring import levels, neighbourhood, tournament


class Lipi(Mode):
    """Cells on a ring, visited one after the other in shuffled order. Source: spec 4.2."""

    persistent_moments: ClassVar[bool] = False

    population: int = Field(default=10, ge=1)
    """Number of cells Z."""
    radius: int = Field(default=1, ge=0)
    """Radius r: a neighbourhood has 2r + 1 members."""
    walk_sd: float = Field(default=1e-5, ge=0)
    """Standard deviation of the step that each cell's learning rate makes after its visit."""
    rate_floor: float = Field(default=1e-9, gt=0)
    """Smallest learning rate of the walk."""
    rate_ceiling: float = Field(default=10.0, gt=0)
    """Largest learning rate of the walk."""

    @property
    def cells(self) -> int:
        """One network a cell."""
        return self.population

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs; visits that do not touch each other share a stack."""
        rings = _Rings(self, job)
        for epoch in range(job.protocol.epochs):
            for visits in rings.groups(epoch):
                rings.visit(visits, epoch)
            job.on_epoch(epoch + 1)
        return rings.outcomes()


class Visit(NamedTuple):
    """A cell of a run, whose turn it is."""

    run: int
    cell: int


class _Rings:
    """State of a job: cell k of run r is network r Z + k of the population."""

    def __init__(self, mode: Lipi, job: Job) -> None:
        self.mode, self.job = mode, job
        places = [Visit(r, k) for r in range(len(job.runs)) for k in range(mode.cells)]
        self.centres: Stack = job.engine.stack([job.initial_network(*place) for place in places])
        self.histories: History | None = (
            job.engine.history(len(places)) if job.needs_history else None
        )
        self.rates = np.full(len(places), job.protocol.learning_rate)
        self.reported = np.zeros((len(places), 2), dtype=np.int64)
        self.recorders = [Recorder(job.protocol.epochs, mode.cells) for _ in job.runs]
        self.diverged_at: list[int | None] = [None for _ in job.runs]

    def place(self, visit: Visit) -> int:
        """Index of a cell in the population."""
        return visit.run * self.mode.cells + visit.cell

    def groups(self, epoch: int) -> list[list[Visit]]:
        """The epoch's visits of all runs, cut into groups that can be done side by side."""
        by_run = [
            [[Visit(run, cell) for cell in level] for level in levels(order, self.mode.radius)]
            for run, order in enumerate(self._orders(epoch))
        ]
        merged = zip_longest(*by_run, fillvalue=[])
        return [[visit for level in group for visit in level] for group in merged]

    def _orders(self, epoch: int) -> list[list[int]]:
        """Visiting order of each run: by index at first, shuffled afterwards."""
        if epoch == 0:
            return [list(range(self.mode.cells)) for _ in self.job.runs]
        streams = (run.streams.generator("cell_order", epoch=epoch) for run in self.job.runs)
        return [rng.permutation(self.mode.cells).tolist() for rng in streams]

    def visit(self, visits: list[Visit], epoch: int) -> None:
        """Select a pair for each cell, train it, maybe prune it, and put it in the cell."""
        visits = [visit for visit in visits if self.diverged_at[visit.run] is None]
        if not visits:
            return
        places = np.array([self.place(visit) for visit in visits])
        parents, history = self._select(visits, places, epoch)
        stack = self.centres.take(parents)
        self.reported[places] = self.reported[parents]
        self._train(visits, places, stack, history, epoch)
        for index, visit in enumerate(visits):
            if self.diverged_at[visit.run] is None:
                self._prune(index, visit, stack, history, epoch)
        self._measure(visits, stack, history, epoch)
        self.centres.put(places, stack)
        if self.histories is not None and history is not None:
            self.histories.put(places, history)
        self._walk(visits, places, epoch)

    def _batches(self, visits: list[Visit], epoch: int, purpose: str) -> np.ndarray:
        """One random batch a visit, shape (V, B)."""
        return np.stack([self.job.one_batch(*visit, epoch, purpose) for visit in visits])

    def _select(
        self, visits: list[Visit], places: np.ndarray, epoch: int
    ) -> tuple[np.ndarray, History | None]:
        """Evaluate each neighbourhood on one batch and pick a pair by tournament.

        Returns:
            Index of each winner in the population, shape (V,), and the winners' histories.
        """
        mode, job = self.mode, self.job
        members = np.array(
            [
                [
                    self.place(Visit(run, other))
                    for other in neighbourhood(cell, mode.cells, mode.radius)
                ]
                for run, cell in visits
            ]
        )
        batches = self._batches(visits, epoch, "selection_batch")
        pairs = job.engine.pair_losses(self.centres, members, job.train_rows, batches)
        fitness = pairs.losses.min(axis=2)  # the best partner counts (spec section 4.6)
        winners = np.empty(len(visits), dtype=np.int64)
        for index, (run, cell) in enumerate(visits):
            rng = job.runs[run].streams.generator("tournament", node=cell, epoch=epoch)
            winners[index] = tournament(fitness[index], rng)
            self.recorders[run].set(epoch, cell, min_selection_loss=fitness[index].min())
        history = self._winners_history(places, winners)
        if history is not None:
            pairs.add_to(history, winners)
        return members[np.arange(len(visits)), winners], history

    def _winners_history(self, places: np.ndarray, winners: np.ndarray) -> History | None:
        """Activations of the winners so far: neighbours are clones and start with nothing."""
        if self.histories is None:
            return None
        history = self.histories.take(places)
        for index in np.flatnonzero(winners):
            history.clear(int(index))
        return history

    def _train(
        self,
        visits: list[Visit],
        places: np.ndarray,
        stack: Stack,
        history: History | None,
        epoch: int,
    ) -> None:
        """One pass over the shuffled rows, a fresh Adam every step; then the replacement loss."""
        job = self.job
        orders = [job.batch_order(*visit, epoch, "batch_order") for visit in visits]
        losses = job.engine.train(
            stack, job.train_rows, np.stack(orders, axis=1), self.rates[places], history=history
        )
        batches = self._batches(visits, epoch, "replacement_batch")
        replacement = job.engine.batch_losses(stack, job.train_rows, batches, history)
        for index, (run, cell) in enumerate(visits):
            self.recorders[run].set(epoch, cell, min_replacement_loss=replacement[index])
            if not np.isfinite(losses[:, index]).all() or not np.isfinite(replacement[index]):
                self.diverged_at[run] = epoch

    def _prune(
        self, index: int, visit: Visit, stack: Stack, history: History | None, epoch: int
    ) -> None:
        """A possible event, with the loss before it at report epochs; histories start anew."""
        job, (run, cell) = self.job, visit
        record = self.recorders[run].set
        if job.protocol.reports_at(epoch):
            record(epoch, cell, l1_train_before_event=mean_loss(job, stack, index))
        solutions = 2 * self.mode.radius + 1
        moment = Moment(epoch, final_epoch=job.protocol.epochs - 1, solutions=solutions)
        event = event_happens(job.runs[run], moment, node=cell)
        if event:
            self.reported[self.place(visit)] = prune(
                job, job.runs[run], stack, index, history, node=cell, epoch=epoch
            )
        record(epoch, cell, event=event)
        if history is not None:
            history.clear(index)

    def _measure(
        self, visits: list[Visit], stack: Stack, history: History | None, epoch: int
    ) -> None:
        """Records after the event; their passes stay in the history of the cell (spec 5.3)."""
        job = self.job
        first_rows = np.tile(np.arange(job.protocol.batch_size), (len(visits), 1))
        test_losses = job.engine.batch_losses(stack, job.reference_rows, first_rows, history)
        for index, visit in enumerate(visits):
            run, cell = visit
            place = self.place(visit)
            zeros = count_zeros(stack, index)
            record = self.recorders[run].set
            record(
                epoch,
                cell,
                learning_rate=self.rates[place],
                pruned_encoder=self.reported[place, 0],
                pruned_decoder=self.reported[place, 1],
                zeros_encoder=zeros[0],
                zeros_decoder=zeros[1],
                test_loss_first_batch=test_losses[index],
            )
            if job.protocol.reports_at(epoch):
                batches = job.batch_order(run, cell, epoch, "report_order")
                measured = report(job, stack, index, batches, history)
                record(epoch, cell, l1_train=measured.mean, l1_train_sd=measured.sd)

    def _walk(self, visits: list[Visit], places: np.ndarray, epoch: int) -> None:
        """Random walk of the visited cells' learning rates; neither inherited nor selected."""
        for place, (run, cell) in zip(places, visits, strict=True):
            rng = self.job.runs[run].streams.generator("rate_walk", node=cell, epoch=epoch)
            rate = self.rates[place] + rng.normal(0.0, self.mode.walk_sd)
            self.rates[place] = np.clip(rate, self.mode.rate_floor, self.mode.rate_ceiling)

    def outcomes(self) -> list[Outcome]:
        """What training gave, run by run."""
        cells = range(self.mode.cells)
        return [
            Outcome(
                [self.centres.read(self.place(Visit(run, cell))) for cell in cells],
                recorder.columns,
                self.diverged_at[run],
            )
            for run, recorder in enumerate(self.recorders)
        ]
