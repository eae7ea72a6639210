"""Rings whose winners are trained with random partners from their neighbourhood."""

import numpy as np

from evoprune.training.cells import Cells
from evoprune.training.engines.base import History, Noise, PairEvaluation
from evoprune.training.halves import HalfHistories
from evoprune.training.job import Job
from evoprune.training.modes.ring import Ring
from evoprune.training.reporting import report
from evoprune.training.rings import Rings, Selected
from evoprune.training.visiting import Visit, Visiting


class HalvesVisiting(Visiting):
    """Visits that remember encoders and decoders apart, until an event."""

    def evaluate(self, cells: Cells, rows: object, batches: np.ndarray) -> np.ndarray:
        """Loss of each network on a batch of its own, which both halves remember."""
        for half in (None,) if cells.history is None else cells.history.both:
            losses = self.job.engine.batch_losses(cells.stack, rows, batches, half)
        return losses

    def report(self, cells: Cells, index: int, batches: np.ndarray) -> tuple[float, float]:
        """Mean loss on all training rows, in passes that both halves remember."""
        for half in (None,) if cells.history is None else cells.history.both:
            measured = report(self.job, cells.stack, index, batches, half)
        return measured

    def forget(self, visits: list[Visit], cells: Cells, events: list[bool]) -> None:
        """An event is what makes a network forget."""
        if cells.history is not None:
            for index in np.flatnonzero(events):
                cells.history.clear(int(index))


class PartnerRings(HalvesVisiting, Rings):
    """State of a job in mode `epoch_node`. Source: spec section 4.4."""

    def __init__(self, mode: Ring, job: Job) -> None:
        super().__init__(mode, job)
        if job.needs_history:
            self.centres.history = HalfHistories.empty(job.engine, len(self.centres.stack))

    def remember(self, pairs: PairEvaluation, cells: Cells, winners: np.ndarray) -> None:
        """Add the passes of the selection to both halves of the winners."""
        for half in cells.history.both:
            pairs.add_to(half, winners)

    def train_selected(self, visits: list[Visit], selected: Selected, rates: np.ndarray) -> None:
        """For each batch the encoder with a random decoder, then the decoder with an encoder.

        Both networks of a pair are stepped. Partners are copies, so all that remains of them is
        what they did to the winner.
        """
        visited, members = selected.members.shape
        near = self.centres.take(selected.members.reshape(-1))
        own = np.arange(visited) * members
        winner = own + selected.winners
        batches = self.all_batches(visits)
        partners = own[:, None] + self._partners(visits, len(batches), members)
        noise = self.job.noise([(v.run, v.cell, v.epoch) for v in visits], 2 * len(batches))
        for step, batch in enumerate(batches):
            pairs = ((winner, partners[step, :, 0]), (partners[step, :, 1], winner))
            for half, (encoders, decoders) in enumerate(pairs):
                pair = near.take_pairs(encoders, decoders)
                drawn = _of_step(noise, 2 * step + half)
                seen = self._step(pair, batch, rates, drawn, visits)
                near.put_pairs(encoders, decoders, pair)
                if seen is not None:
                    _add(selected.cells.history.encoders, seen, encoders == winner)
                    _add(selected.cells.history.decoders, seen, decoders == winner)
        near.history = None
        selected.cells.put(np.arange(visited), near.take(winner))

    def _partners(self, visits: list[Visit], steps: int, members: int) -> np.ndarray:
        """Index of a random decoder and a random encoder in each neighbourhood, (T, V, 2)."""
        drawn = [self.stream(v, "partners").integers(members, size=(steps, 2)) for v in visits]
        return np.stack(drawn, axis=1)

    def _step(
        self,
        pair: Cells,
        batch: np.ndarray,
        rates: np.ndarray,
        noise: Noise | None,
        visits: list[Visit],
    ) -> History | None:
        """One step of each pair; returns what they have seen, if that is wanted."""
        pair.history = self.job.engine.history(len(visits)) if self.job.needs_history else None
        seen: History | None = pair.history
        self.check(visits, self.job.train(pair, batch[None], rates, noise))
        return seen


def _add(history: History, seen: History, which: np.ndarray) -> None:
    """Add what some visits have seen."""
    chosen = np.flatnonzero(which)
    history.add(chosen, seen.take(chosen))


def _of_step(noise: Noise | None, step: int) -> Noise | None:
    """The draws of one step."""
    if noise is None:
        return None
    return Noise(*(None if draws is None else draws[step : step + 1] for draws in noise))
