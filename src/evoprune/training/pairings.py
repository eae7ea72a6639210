"""Encoders and decoders in training, every one with every other."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from evoprune.networks.network import Network
from evoprune.pruning.schedules.base import Moment
from evoprune.training import snapshots
from evoprune.training.cells import Cells
from evoprune.training.halves import HalfHistories
from evoprune.training.job import Job
from evoprune.training.modes.population import Population
from evoprune.training.partners import HalvesVisiting
from evoprune.training.visiting import Diversities, Visit, counts


class Selected(NamedTuple):
    """Pairs whose turn it is."""

    cells: Cells


class Pairings(HalvesVisiting):
    """State of a job in mode `all_vs_all`: encoder i with decoder j is cell i Z + j.

    Source: spec section 4.5.
    """

    def __init__(self, mode: Population, job: Job) -> None:
        self._size = mode.population
        super().__init__(job, self._size**2)
        self.mode = mode
        places = [(run, node) for run in range(len(job.runs)) for node in range(self._size)]
        networks = [job.initial_network(*place) for place in places]
        self.centres = job.cells(networks, moments=False)
        if job.needs_history:
            self.centres.history = HalfHistories.empty(job.engine, len(networks))
        self._rates = np.full(len(job.runs), job.protocol.learning_rate)
        self._diversities = Diversities(self, self._size)

    def parts(self) -> dict[str, snapshots.Restorable | None]:
        """Also the rates; networks never wait for the rest of their epoch."""
        return {**super().parts(), "rates": snapshots.Numbers(self._rates)}

    def groups(self) -> Iterator[list[Visit]]:
        """One pair of each run at a time: the next one may share a network with it."""
        for epoch in range(self.job.protocol.epochs):
            orders = [self._order(run, epoch) for run in range(len(self.job.runs))]
            for cells in zip(*orders, strict=True):
                yield [Visit(run, epoch, cell) for run, cell in enumerate(cells)]

    def visit(self, visits: list[Visit]) -> None:
        """A pair of each run; behind the last one the epoch ends."""
        super().visit(visits)
        for visit in visits:
            if visit.cell == self._last(visit) and self.diverged_at[visit.run] is None:
                self._end_epoch(visit.run, visit.epoch)

    def _last(self, visit: Visit) -> int:
        """The pair that comes last in an epoch."""
        return self._order(visit.run, visit.epoch)[-1]

    def _order(self, run: int, epoch: int) -> list[int]:
        """All pairs, by index at first, then by shuffled index."""
        nodes = np.arange(self._size)
        if epoch:
            streams = self.job.runs[run].streams
            nodes = streams.generator("cell_order", epoch=epoch).permutation(self._size)
        return [int(i * self._size + j) for i, j in product(nodes, nodes)]

    def _halves(self, visits: list[Visit]) -> tuple[np.ndarray, np.ndarray]:
        """Places of the encoders and of the decoders."""
        pairs = [(v.run * self._size, *divmod(v.cell, self._size)) for v in visits]
        return np.array([r + i for r, i, _ in pairs]), np.array([r + j for r, _, j in pairs])

    def networks(self, run: int) -> list[Network]:
        """Every encoder with every decoder."""
        everyone = [Visit(run, 0, cell) for cell in range(self.cells)]
        stack = self.centres.stack.take_pairs(*self._halves(everyone))
        return [stack.read(index) for index in range(len(stack))]

    def select(self, visits: list[Visit]) -> Selected:
        """The pairs themselves, after a look at their loss."""
        encoders, decoders = self._halves(visits)
        cells = self.centres.take_pairs(encoders, decoders)
        alone = np.arange(len(visits))[:, None]
        batches = self.one_batch(visits, "selection_batch")
        pairs = self.job.engine.pair_losses(cells.stack, alone, self.job.train_rows, batches)
        for visit, loss in zip(visits, pairs.losses[:, 0, 0], strict=True):
            self.record(visit, min_selection_loss=loss)
        if self.centres.history is not None:
            cells.history = self.centres.history.take_pairs(encoders, decoders)
            for half in cells.history.both:
                pairs.add_to(half, np.zeros(len(visits), dtype=np.int64))
        return Selected(cells)

    def train_selected(self, visits: list[Visit], selected: Selected, rates: np.ndarray) -> None:
        """Two steps a batch, as each half draws its only possible partner."""
        batches = np.repeat(self.all_batches(visits), 2, axis=0)
        noise = self.job.noise([(v.run, v.cell, v.epoch) for v in visits], len(batches))
        halves, selected.cells.history = selected.cells.history, None
        if halves is not None:
            selected.cells.history = self.job.engine.history(len(visits))
        self.check(visits, self.job.train(selected.cells, batches, rates, noise))
        if halves is not None:
            halves.add(np.arange(len(visits)), selected.cells.history)
        selected.cells.history = halves

    def rates(self, visits: list[Visit]) -> np.ndarray:
        """All pairs of a run share a learning rate."""
        return np.asarray(self._rates[[visit.run for visit in visits]])

    def moment(self, visit: Visit) -> Moment:
        """Schedules end at the last epoch; a pair is its only solution."""
        return Moment(visit.epoch, final_epoch=self.job.protocol.epochs - 1, solutions=1)

    def put(self, visits: list[Visit], cells: Cells) -> None:
        """Back into the population, the halves apart."""
        encoders, decoders = self._halves(visits)
        self.centres.put_pairs(encoders, decoders, cells)
        if self.centres.history is not None:
            self.centres.history.put_pairs(encoders, decoders, cells.history)

    def inspect(self, visit: Visit, cells: Cells, index: int) -> None:
        """Nothing yet: the pairs to come change this one."""

    def _end_epoch(self, run: int, epoch: int) -> None:
        """What the epoch leaves, measured once no pair changes any more; one step of the rate."""
        everyone = [Visit(run, epoch, cell) for cell in range(self.cells)]
        cells = self.centres.take_pairs(*self._halves(everyone))
        for index, visit in enumerate(everyone):
            self.record(visit, **counts(cells, index))
            super().inspect(visit, cells, index)
        if self.job.protocol.measures_structure_at(epoch):
            for node in range(self._size):
                index = run * self._size + node
                self._diversities.add(Visit(run, epoch, 0), node, self.centres, index)
        rng = self.job.runs[run].streams.generator("rate_walk", epoch=epoch)
        self._rates[run] = self.mode.walked(self._rates[run], rng)

    def walk(self, visits: list[Visit]) -> None:
        """The rate makes its step at the end of the epoch."""
