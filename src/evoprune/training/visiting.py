"""Populations in training: cell after cell is visited, trained, maybe pruned and measured."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from evoprune.pruning.schedules.base import Moment
from evoprune.training import snapshots
from evoprune.training.cells import Cells
from evoprune.training.events import event_happens, prune
from evoprune.training.job import Job, Outcome
from evoprune.training.recorder import Recorder
from evoprune.training.reporting import mean_loss, report
from evoprune.training.structure import Diversity, dead_counts


class Visit(NamedTuple):
    """A cell whose turn it is."""

    run: int
    epoch: int
    cell: int


class Visiting(ABC):
    """State of a job whose runs visit cells; subclasses say whom, in which order, with what.

    Args:
        job: runs that train together.
        cells: number of cells of each run.
        prunes_first: whether an event comes before the replacement loss is measured.
    """

    centres: Cells

    def __init__(self, job: Job, cells: int, *, prunes_first: bool = False) -> None:
        self.job, self.cells, self._prunes_first = job, cells, prunes_first
        self.recorders = [Recorder(job.protocol.epochs, cells) for _ in job.runs]
        self.diverged_at: list[int | None] = [None for _ in job.runs]

    def train(self) -> list[Outcome]:
        """Train every run for all epochs."""
        job, visited, first = self.job, 0, self.job.resumed(self)
        for done, visits in enumerate(self.groups(), start=1):
            visited += len(visits)
            if done <= first:
                continue
            self.visit([visit for visit in visits if self.diverged_at[visit.run] is None])
            job.on_epoch(visited // (self.cells * len(job.runs)))
            job.snapshots.keep(done, self.arrays)
        return [
            Outcome(self.networks(run), self.recorders[run].columns, self.diverged_at[run])
            for run in range(len(self.job.runs))
        ]

    def arrays(self) -> snapshots.Arrays:
        """Everything that changes from visit to visit."""
        return snapshots.together(self.parts())

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over a state."""
        snapshots.restore(self.parts(), arrays)

    def parts(self) -> dict[str, snapshots.Restorable | None]:
        """What has a state."""
        progress = snapshots.Progress(self.recorders, self.diverged_at)
        return {"centres": self.centres, "progress": progress}

    @abstractmethod
    def groups(self) -> Iterator[list[Visit]]:
        """Visits of all runs and epochs, in groups that are done side by side."""

    @abstractmethod
    def networks(self, run: int) -> list[Any]:
        """The network of each cell of a run."""

    @abstractmethod
    def select(self, visits: list[Visit]) -> Any:
        """What is trained: something with an attribute `cells`, one network a visit."""

    @abstractmethod
    def rates(self, visits: list[Visit]) -> np.ndarray:
        """Learning rate of each visit."""

    @abstractmethod
    def moment(self, visit: Visit) -> Moment:
        """Where schedules are asked."""

    @abstractmethod
    def put(self, visits: list[Visit], cells: Cells) -> None:
        """Put what was trained into the population."""

    @abstractmethod
    def walk(self, visits: list[Visit]) -> None:
        """Let learning rates make their step."""

    def visit(self, visits: list[Visit]) -> None:
        """Select, train, maybe prune, measure and keep."""
        if not visits:
            return
        selected, rates = self.select(visits), self.rates(visits)
        self.train_selected(visits, selected, rates)
        selected.cells.give_back()
        if self._prunes_first:
            events = self._prune(visits, selected.cells)
            self._replace(visits, selected.cells)
        else:
            self._replace(visits, selected.cells)
            events = self._prune(visits, selected.cells)
        self.forget(visits, selected.cells, events)
        self.measure(visits, rates, selected.cells)
        self.put(visits, selected.cells)
        self.walk(visits)

    def stream(self, visit: Visit, purpose: str) -> np.random.Generator:
        """A random stream of a visit."""
        streams = self.job.runs[visit.run].streams
        return streams.generator(purpose, node=visit.cell, epoch=visit.epoch)

    def one_batch(self, visits: list[Visit], purpose: str) -> np.ndarray:
        """One random batch a visit, shape (V, B)."""
        return np.stack([self.job.one_batch(v.run, v.cell, v.epoch, purpose) for v in visits])

    def all_batches(self, visits: list[Visit]) -> np.ndarray:
        """The batches of each visit's pass, shape (T, V, B)."""
        job = self.job
        orders = [job.batch_order(v.run, v.cell, v.epoch, "batch_order") for v in visits]
        return np.stack(orders, axis=1)

    def train_selected(self, visits: list[Visit], selected: Any, rates: np.ndarray) -> None:
        """One pass over the shuffled rows."""
        batches = self.all_batches(visits)
        noise = self.job.noise([(v.run, v.cell, v.epoch) for v in visits], len(batches))
        self.check(visits, self.job.train(selected.cells, batches, rates, noise))

    def check(self, visits: list[Visit], losses: np.ndarray) -> None:
        """Note which runs have diverged.

        Args:
            visits: the visits.
            losses: of each, shape (..., V).
        """
        finite = np.isfinite(losses).reshape(-1, len(visits)).all(axis=0)
        for visit, well in zip(visits, finite, strict=True):
            if not well and self.diverged_at[visit.run] is None:
                self.diverged_at[visit.run] = visit.epoch

    def evaluate(self, cells: Cells, rows: Any, batches: np.ndarray) -> np.ndarray:
        """Loss of each network on a batch of its own, which its history remembers."""
        return self.job.engine.batch_losses(cells.stack, rows, batches, cells.history)

    def _replace(self, visits: list[Visit], cells: Cells) -> None:
        """The loss that a network enters its cell with."""
        batches = self.one_batch(visits, "replacement_batch")
        losses = self.evaluate(cells, self.job.train_rows, batches)
        for visit, loss in zip(visits, losses, strict=True):
            self.record(visit, min_replacement_loss=loss)
        self.check(visits, losses)

    def _prune(self, visits: list[Visit], cells: Cells) -> list[bool]:
        """Possible events; tells where one happened."""
        return [self._prune_one(visit, cells, index) for index, visit in enumerate(visits)]

    def _prune_one(self, visit: Visit, cells: Cells, index: int) -> bool:
        """A possible event of one visit, with the loss before it at report epochs."""
        job, run = self.job, self.job.runs[visit.run]
        if self.diverged_at[visit.run] is not None:
            return False
        if job.protocol.reports_at(visit.epoch):
            self.record(visit, l1_train_before_event=mean_loss(job, cells.stack, index))
        event = event_happens(run, self.moment(visit), node=visit.cell)
        if event:
            prune(job, run, cells, index, node=visit.cell, epoch=visit.epoch)
        self.record(visit, event=event)
        return event

    def forget(self, visits: list[Visit], cells: Cells, events: list[bool]) -> None:
        """Let histories start anew after each visit, whether or not there was an event."""
        if cells.history is not None:
            for index in range(len(visits)):
                cells.history.clear(index)

    def measure(self, visits: list[Visit], rates: np.ndarray, cells: Cells) -> None:
        """Records after the event; their passes stay in the history of the cell (spec 5.3)."""
        first_rows = np.tile(np.arange(self.job.protocol.batch_size), (len(visits), 1))
        test_losses = self.evaluate(cells, self.job.reference_rows, first_rows)
        for index, visit in enumerate(visits):
            values = {"learning_rate": rates[index], "test_loss_first_batch": test_losses[index]}
            self.record(visit, **values, **counts(cells, index))
            self.inspect(visit, cells, index)

    def inspect(self, visit: Visit, cells: Cells, index: int) -> None:
        """What is measured at some epochs only."""
        if self.job.protocol.reports_at(visit.epoch):
            batches = self.job.batch_order(visit.run, visit.cell, visit.epoch, "report_order")
            measured = self.report(cells, index, batches)
            self.record(visit, l1_train=measured[0], l1_train_sd=measured[1])
        if self.job.protocol.measures_structure_at(visit.epoch):
            self.record(visit, **dead_counts(self.job, cells.stack, index))

    def report(self, cells: Cells, index: int, batches: np.ndarray) -> tuple[float, float]:
        """Mean loss on all training rows and its standard deviation over batches."""
        return report(self.job, cells.stack, index, batches, cells.history)

    def record(self, visit: Visit, **values: float) -> None:
        """Record values of a visit."""
        self.recorders[visit.run].set(visit.epoch, visit.cell, **values)


def counts(cells: Cells, index: int) -> dict[str, float]:
    """Reported and true zeros of one network."""
    zeros = cells.stack.zeros(index)
    return {
        "pruned_encoder": cells.reported[index, 0],
        "pruned_decoder": cells.reported[index, 1],
        "zeros_encoder": zeros[0],
        "zeros_decoder": zeros[1],
    }


class Diversities:
    """Effective number of networks of each run, recorded for all its cells at once."""

    def __init__(self, visiting: Visiting, networks: int) -> None:
        self._visiting = visiting
        self._of_runs = [Diversity(networks) for _ in visiting.job.runs]

    def add(self, visit: Visit, member: int, cells: Cells, index: int) -> None:
        """Take a network of an epoch; the last one completes the number."""
        diversity = self._of_runs[visit.run]
        effective = diversity.add(visit.epoch, member, cells.stack.read(index))
        if effective is not None:
            recorder = self._visiting.recorders[visit.run]
            recorder.columns["effective_networks"][visit.epoch] = effective

    def arrays(self) -> snapshots.Arrays:
        """What waits for the rest of its epoch."""
        return snapshots.together(self._parts)

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over what waits."""
        snapshots.restore(self._parts, arrays)

    @property
    def _parts(self) -> dict[str, snapshots.Restorable | None]:
        return {str(run): diversity for run, diversity in enumerate(self._of_runs)}
