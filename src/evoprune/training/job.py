"""A job: runs that train together, and what a mode needs to train them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from evoprune.data.splits import Splits
from evoprune.networks.network import Network
from evoprune.pruning.operators.base import Operator
from evoprune.pruning.schedules.base import Schedule
from evoprune.randomness import Streams
from evoprune.training.cells import Cells
from evoprune.training.engines.base import Engine, Noise
from evoprune.training.protocol import Protocol
from evoprune.training.snapshots import NoSnapshots, Restorable, Snapshots


@dataclass(frozen=True)
class Run:
    """One run: its random streams and how it is pruned.

    Attributes:
        streams: the run's random streams, which hold its seed.
        operator_name: registered name of the operator; part of the pruning stream.
        schedule: none for an operator that has no events.
    """

    streams: Streams
    operator_name: str
    operator: Operator
    schedule: Schedule | None


@dataclass
class Outcome:
    """What training a run gave.

    Attributes:
        networks: the network of every cell at the end.
        records: per column an array (epochs, cells); NaN where nothing was recorded.
        diverged_at: epoch of the first loss that was not finite, if there was one.
    """

    networks: list[Network]
    records: dict[str, np.ndarray]
    diverged_at: int | None


@dataclass(frozen=True)
class Job:
    """Runs of one mode that share engine, data and protocol.

    Attributes:
        on_epoch: called with the number of finished epochs.
        snapshots: where the state is kept, to go on after an interruption.
    """

    engine: Engine
    splits: Splits
    protocol: Protocol
    runs: Sequence[Run]
    on_epoch: Callable[[int], None]
    snapshots: Snapshots = field(default_factory=NoSnapshots)

    def resumed(self, training: Restorable) -> int:
        """Give a training its kept state back; returns the number of steps that are done."""
        latest = self.snapshots.latest()
        if latest is None:
            return 0
        done, arrays = latest
        training.restore(arrays)
        return done

    @cached_property
    def train_rows(self) -> Any:
        """Training rows on the engine's device."""
        return self.engine.rows(self.splits.train)

    def case_rows(self, split: str) -> Any:
        """Rows that operators draw cases from; the test split's, as published (Q7), are counted."""
        return self._test_cases if split == "test" else self.train_rows

    @cached_property
    def _test_cases(self) -> Any:
        return self.engine.rows(self.splits.read_test("conjunctive_cases"))

    @cached_property
    def reference_rows(self) -> Any:
        """The first batch of the test split, which the ring's test loss is measured on (Q24)."""
        rows = self.splits.read_test("reference_test_loss")[: self.protocol.batch_size]
        return self.engine.rows(rows)

    @property
    def needs_history(self) -> bool:
        """Whether any run's operator scores the activations since the last event."""
        return any(run.operator.needs_history for run in self.runs)

    def initial_network(self, run: int, node: int) -> Network:
        """Initial weights of a cell."""
        rng = self.runs[run].streams.generator("initial_weights", node=node)
        return self.engine.architecture.initial(rng)

    def batch_order(self, run: int, node: int, epoch: int, purpose: str) -> np.ndarray:
        """A shuffle of the training rows cut into batches, shape (batches, B).

        Where B does not divide the rows, the last batch ends with -1 for "no row".
        """
        rng = self.runs[run].streams.generator(purpose, node=node, epoch=epoch)
        rows, size = len(self.splits.train), self.protocol.batch_size
        batches = np.full((-(-rows // size), size), -1)
        batches.reshape(-1)[:rows] = self._order(rng, rows)
        return batches

    def one_batch(self, run: int, node: int, epoch: int, purpose: str) -> np.ndarray:
        """The first batch of a shuffle of the training rows, shape (B,)."""
        rng = self.runs[run].streams.generator(purpose, node=node, epoch=epoch)
        return self._order(rng, len(self.splits.train))[: self.protocol.batch_size]

    def _order(self, rng: np.random.Generator, rows: int) -> np.ndarray:
        """The order that the training rows are visited in."""
        return rng.permutation(rows) if self.protocol.shuffle else np.arange(rows)

    def cells(
        self, networks: Sequence[Network], *, moments: bool, individual: bool = False
    ) -> Cells:
        """Networks before training, with the state that this job's runs need."""
        return Cells.start(
            self.engine,
            networks,
            history=self.engine.history(len(networks)) if self.needs_history else None,
            pruned_weights=self.protocol.pruned_weights,
            moments=moments,
            individual=individual,
        )

    def train(
        self, cells: Cells, batches: np.ndarray, rates: np.ndarray, noise: Noise | None = None
    ) -> np.ndarray:
        """One optimiser step a batch; see `Engine.train`."""
        return self.engine.train(
            cells.stack,
            self.train_rows,
            batches,
            rates,
            moments=cells.moments,
            history=cells.history,
            masks=cells.kept,
            noise=noise,
        )

    def noise(self, places: Sequence[tuple[int, int, int]], steps: int) -> Noise | None:
        """What the steps of an epoch draw, if they draw anything.

        Args:
            places: run, node and epoch of each network.
            steps: number of steps T.
        """
        architecture, size = self.engine.architecture, self.protocol.batch_size
        inputs = latent = None
        if self.protocol.input_noise > 0:
            shape = (steps, size, architecture.layers[0].inputs)
            inputs = self._draws("input_noise", places, shape)
            inputs *= np.float32(self.protocol.input_noise)
        if architecture.variational:
            latent = self._draws("latent_noise", places, (steps, size, architecture.latent_units))
        return None if inputs is None and latent is None else Noise(inputs, latent)

    def _draws(
        self, purpose: str, places: Sequence[tuple[int, int, int]], shape: tuple[int, int, int]
    ) -> np.ndarray:
        """Standard normal draws, float32, shape (T, S, B, values)."""
        generators = [
            self.runs[run].streams.generator(purpose, node=node, epoch=epoch)
            for run, node, epoch in places
        ]
        drawn = [rng.standard_normal(shape, dtype=np.float32) for rng in generators]
        return np.stack(drawn, axis=1)
