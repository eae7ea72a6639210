"""Lipi-AE-S: a ring of autoencoders that copy, select, train and replace one another."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from evoprune.pruning.schedules.base import Moment
from evoprune.training.engines.base import History, Stack
from evoprune.training.events import event_happens, prune
from evoprune.training.job import Job, Outcome, Run
from evoprune.training.modes.base import Mode
from evoprune.training.recorder import Recorder
from evoprune.training.reporting import mean_loss, report
from evoprune.training.ring import levels, neighbourhood, tournament
from evoprune.training.structure import Diversity, dead_counts


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
        rings, done = _Rings(self, job), 0
        for visits in rings.groups():
            rings.visit(visits)
            done += len(visits)
            job.on_epoch(done // (self.cells * len(job.runs)))
        return rings.outcomes()


class Visit(NamedTuple):
    """A cell whose turn it is."""

    run: int
    epoch: int
    cell: int


class _Rings:
    """State of a job: cell k of run r is network r Z + k of the population."""

    def __init__(self, mode: Lipi, job: Job) -> None:
        self.mode, self.job = mode, job
        cells = [(run, cell) for run in range(len(job.runs)) for cell in range(mode.cells)]
        self.centres: Stack = job.engine.stack([job.initial_network(*cell) for cell in cells])
        self.histories: History | None = (
            job.engine.history(len(cells)) if job.needs_history else None
        )
        self.rates = np.full(len(cells), job.protocol.learning_rate)
        self.reported = np.zeros((len(cells), 2), dtype=np.int64)
        self.recorders = [Recorder(job.protocol.epochs, mode.cells) for _ in job.runs]
        self.diversities = [Diversity(mode.cells) for _ in job.runs]
        self.diverged_at: list[int | None] = [None for _ in job.runs]

    def place(self, run: int, cell: int) -> int:
        """Index of a cell in the population."""
        return run * self.mode.cells + cell

    def groups(self) -> Iterator[list[Visit]]:
        """Visits of all runs and epochs, in groups that can be done side by side."""
        by_run = [levels(self._orders(run), self.mode.radius) for run in self.job.runs]
        for level in zip_longest(*by_run, fillvalue=[]):
            yield [Visit(run, *visit) for run, visits in enumerate(level) for visit in visits]

    def _orders(self, run: Run) -> list[list[int]]:
        """Visiting order of each epoch: by index at first, shuffled afterwards."""
        cells = self.mode.cells
        shuffled = (
            run.streams.generator("cell_order", epoch=epoch).permutation(cells).tolist()
            for epoch in range(1, self.job.protocol.epochs)
        )
        return [list(range(cells)), *shuffled]

    def visit(self, visits: list[Visit]) -> None:
        """Select a pair for each cell, train it, maybe prune it, and put it in the cell."""
        visits = [visit for visit in visits if self.diverged_at[visit.run] is None]
        if not visits:
            return
        places = np.array([self.place(visit.run, visit.cell) for visit in visits])
        parents, history = self._select(visits, places)
        stack = self.centres.take(parents)
        self.reported[places] = self.reported[parents]
        self._train(visits, places, stack, history)
        for index, visit in enumerate(visits):
            if self.diverged_at[visit.run] is None:
                self._prune(index, visit, stack, history)
        self._measure(visits, stack, history)
        self.centres.put(places, stack)
        if self.histories is not None and history is not None:
            self.histories.put(places, history)
        self._walk(visits, places)

    def _stream(self, visit: Visit, purpose: str) -> np.random.Generator:
        streams = self.job.runs[visit.run].streams
        return streams.generator(purpose, node=visit.cell, epoch=visit.epoch)

    def _batches(self, visits: list[Visit], purpose: str) -> np.ndarray:
        """One random batch a visit, shape (V, B)."""
        job = self.job
        return np.stack([job.one_batch(v.run, v.cell, v.epoch, purpose) for v in visits])

    def _select(self, visits: list[Visit], places: np.ndarray) -> tuple[np.ndarray, History | None]:
        """Evaluate each neighbourhood on one batch and pick a pair by tournament.

        Returns:
            Index of each winner in the population, shape (V,), and the winners' histories.
        """
        members = np.array([self._members(visit) for visit in visits])
        batches = self._batches(visits, "selection_batch")
        pairs = self.job.engine.pair_losses(self.centres, members, self.job.train_rows, batches)
        fitness = pairs.losses.min(axis=2)  # the best partner counts (spec section 4.6)
        winners = np.empty(len(visits), dtype=np.int64)
        for index, visit in enumerate(visits):
            winners[index] = tournament(fitness[index], self._stream(visit, "tournament"))
            self._record(visit, min_selection_loss=fitness[index].min())
        history = self._winners_history(places, winners)
        if history is not None:
            pairs.add_to(history, winners)
        return members[np.arange(len(visits)), winners], history

    def _members(self, visit: Visit) -> list[int]:
        """Places of a cell's neighbourhood, the cell itself first."""
        near = neighbourhood(visit.cell, self.mode.cells, self.mode.radius)
        return [self.place(visit.run, cell) for cell in near]

    def _winners_history(self, places: np.ndarray, winners: np.ndarray) -> History | None:
        """Activations of the winners so far: neighbours are clones and start with nothing."""
        if self.histories is None:
            return None
        history = self.histories.take(places)
        for index in np.flatnonzero(winners):
            history.clear(int(index))
        return history

    def _train(
        self, visits: list[Visit], places: np.ndarray, stack: Stack, history: History | None
    ) -> None:
        """One pass over the shuffled rows, a fresh Adam every step; then the replacement loss."""
        job = self.job
        orders = [job.batch_order(v.run, v.cell, v.epoch, "batch_order") for v in visits]
        losses = job.engine.train(
            stack, job.train_rows, np.stack(orders, axis=1), self.rates[places], history=history
        )
        batches = self._batches(visits, "replacement_batch")
        replacement = job.engine.batch_losses(stack, job.train_rows, batches, history)
        for index, visit in enumerate(visits):
            self._record(visit, min_replacement_loss=replacement[index])
            if not np.isfinite(losses[:, index]).all() or not np.isfinite(replacement[index]):
                self.diverged_at[visit.run] = visit.epoch

    def _prune(self, index: int, visit: Visit, stack: Stack, history: History | None) -> None:
        """A possible event, with the loss before it at report epochs; histories start anew."""
        job, run = self.job, self.job.runs[visit.run]
        if job.protocol.reports_at(visit.epoch):
            self._record(visit, l1_train_before_event=mean_loss(job, stack, index))
        solutions = 2 * self.mode.radius + 1
        moment = Moment(visit.epoch, final_epoch=job.protocol.epochs - 1, solutions=solutions)
        event = event_happens(run, moment, node=visit.cell)
        if event:
            self.reported[self.place(visit.run, visit.cell)] = prune(
                job, run, stack, index, history, node=visit.cell, epoch=visit.epoch
            )
        self._record(visit, event=event)
        if history is not None:
            history.clear(index)

    def _measure(self, visits: list[Visit], stack: Stack, history: History | None) -> None:
        """Records after the event; their passes stay in the history of the cell (spec 5.3)."""
        job = self.job
        first_rows = np.tile(np.arange(job.protocol.batch_size), (len(visits), 1))
        test_losses = job.engine.batch_losses(stack, job.reference_rows, first_rows, history)
        for index, visit in enumerate(visits):
            place = self.place(visit.run, visit.cell)
            zeros = stack.zeros(index)
            self._record(
                visit,
                learning_rate=self.rates[place],
                pruned_encoder=self.reported[place, 0],
                pruned_decoder=self.reported[place, 1],
                zeros_encoder=zeros[0],
                zeros_decoder=zeros[1],
                test_loss_first_batch=test_losses[index],
            )
            if job.protocol.reports_at(visit.epoch):
                batches = job.batch_order(visit.run, visit.cell, visit.epoch, "report_order")
                measured = report(job, stack, index, batches, history)
                self._record(visit, l1_train=measured.mean, l1_train_sd=measured.sd)
            if job.protocol.measures_structure_at(visit.epoch):
                self._measure_structure(index, visit, stack)

    def _measure_structure(self, index: int, visit: Visit, stack: Stack) -> None:
        """Dead units of a cell, and once all cells of the epoch have come the ring's diversity."""
        self._record(visit, **dead_counts(self.job, stack, index))
        diversity = self.diversities[visit.run]
        effective = diversity.add(visit.epoch, visit.cell, stack.read(index))
        if effective is not None:
            self.recorders[visit.run].columns["effective_networks"][visit.epoch] = effective

    def _walk(self, visits: list[Visit], places: np.ndarray) -> None:
        """Random walk of the visited cells' learning rates; neither inherited nor selected."""
        for place, visit in zip(places, visits, strict=True):
            step = self._stream(visit, "rate_walk").normal(0.0, self.mode.walk_sd)
            rate = self.rates[place] + step
            self.rates[place] = np.clip(rate, self.mode.rate_floor, self.mode.rate_ceiling)

    def _record(self, visit: Visit, **values: float) -> None:
        self.recorders[visit.run].set(visit.epoch, visit.cell, **values)

    def outcomes(self) -> list[Outcome]:
        """What training gave, run by run."""
        cells = range(self.mode.cells)
        return [
            Outcome(
                [self.centres.read(self.place(run, cell)) for cell in cells],
                recorder.columns,
                self.diverged_at[run],
            )
            for run, recorder in enumerate(self.recorders)
        ]
