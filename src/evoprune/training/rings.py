"""Rings in training: a cell selects a pair from its neighbourhood, trains it and keeps it."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from evoprune.networks.network import Network
from evoprune.pruning.schedules.base import Moment
from evoprune.training import snapshots
from evoprune.training.cells import Cells
from evoprune.training.engines.base import PairEvaluation
from evoprune.training.job import Job, Run
from evoprune.training.modes.ring import Ring
from evoprune.training.neighbours import levels, neighbourhood, tournament
from evoprune.training.visiting import Diversities, Visit, Visiting


class Selected(NamedTuple):
    """What visits selected.

    Attributes:
        cells: copies of the winners, one a visit.
        members: places of the neighbourhoods in the population, shape (V, M).
        winners: index of each winner in its neighbourhood, shape (V,).
    """

    cells: Cells
    members: np.ndarray
    winners: np.ndarray


class Rings(Visiting):
    """State of a job: cell k of run r is network r Z + k of the population."""

    def __init__(self, mode: Ring, job: Job, *, prunes_first: bool = False) -> None:
        super().__init__(job, mode.population, prunes_first=prunes_first)
        self.mode = mode
        places = [(run, cell) for run in range(len(job.runs)) for cell in range(self.cells)]
        networks = [job.initial_network(*place) for place in places]
        self.centres = job.cells(networks, moments=mode.persistent_moments, individual=True)
        self._rates = np.full(len(places), job.protocol.learning_rate)
        self._diversities = Diversities(self, self.cells)

    def parts(self) -> dict[str, snapshots.Restorable | None]:
        """Also the rates, and the networks of epochs that are not complete."""
        rates = snapshots.Numbers(self._rates)
        return {**super().parts(), "rates": rates, "diversities": self._diversities}

    def groups(self) -> Iterator[list[Visit]]:
        """Visits in groups that touch nothing of each other."""
        by_run = [levels(self._orders(run), self.mode.radius) for run in self.job.runs]
        for level in zip_longest(*by_run, fillvalue=[]):
            yield [Visit(run, *visit) for run, visits in enumerate(level) for visit in visits]

    def _orders(self, run: Run) -> list[list[int]]:
        """Visiting order of each epoch: by index at first, shuffled afterwards."""
        shuffled = (
            run.streams.generator("cell_order", epoch=epoch).permutation(self.cells).tolist()
            for epoch in range(1, self.job.protocol.epochs)
        )
        return [list(range(self.cells)), *shuffled]

    def networks(self, run: int) -> list[Network]:
        """The network of each cell of a run."""
        return [self.centres.stack.read(self._place(run, cell)) for cell in range(self.cells)]

    def _place(self, run: int, cell: int) -> int:
        """Index of a cell in the population."""
        return run * self.cells + cell

    def _places(self, visits: list[Visit]) -> np.ndarray:
        return np.array([self._place(visit.run, visit.cell) for visit in visits])

    def select(self, visits: list[Visit]) -> Selected:
        """Evaluate each neighbourhood on one batch and pick a pair by tournament."""
        members = np.array([self._members(visit) for visit in visits])
        batches = self.one_batch(visits, "selection_batch")
        pairs = self.job.engine.pair_losses(
            self.centres.stack, members, self.job.train_rows, batches
        )
        fitness = self.mode.fitness(pairs.losses)
        winners = np.empty(len(visits), dtype=np.int64)
        for index, visit in enumerate(visits):
            winners[index] = tournament(fitness[index], self.stream(visit, "tournament"))
            self.record(visit, min_selection_loss=fitness[index].min())
        cells = self.centres.take(members[np.arange(len(visits)), winners])
        if cells.history is not None:
            # Neighbours are clones, which remember nothing; the centre goes on from where it was.
            for clone in np.flatnonzero(winners):
                cells.history.clear(int(clone))
            self.remember(pairs, cells, winners)
        return Selected(cells, members, winners)

    def remember(self, pairs: PairEvaluation, cells: Cells, winners: np.ndarray) -> None:
        """Add the passes of the selection to the winners' histories."""
        pairs.add_to(cells.history, winners)

    def _members(self, visit: Visit) -> list[int]:
        """Places of a cell's neighbourhood, the cell itself first."""
        near = neighbourhood(visit.cell, self.cells, self.mode.radius)
        return [self._place(visit.run, cell) for cell in near]

    def rates(self, visits: list[Visit]) -> np.ndarray:
        """Learning rate of each visited cell."""
        return np.asarray(self._rates[self._places(visits)])

    def moment(self, visit: Visit) -> Moment:
        """Schedules end at the last epoch and count the members of a neighbourhood (Q14, Q16)."""
        final, solutions = self.job.protocol.epochs - 1, 2 * self.mode.radius + 1
        return Moment(visit.epoch, final_epoch=final, solutions=solutions)

    def inspect(self, visit: Visit, cells: Cells, index: int) -> None:
        """Also the number of networks that the ring still is."""
        super().inspect(visit, cells, index)
        if self.job.protocol.measures_structure_at(visit.epoch):
            self._diversities.add(visit, visit.cell, cells, index)

    def put(self, visits: list[Visit], cells: Cells) -> None:
        """Replace the centres, whatever their loss was."""
        self.centres.put(self._places(visits), cells)

    def walk(self, visits: list[Visit]) -> None:
        """Random walk of the visited cells' rates; neither inherited nor selected."""
        for place, visit in zip(self._places(visits), visits, strict=True):
            rng = self.stream(visit, "rate_walk")
            self._rates[place] = self.mode.walked(self._rates[place], rng)
