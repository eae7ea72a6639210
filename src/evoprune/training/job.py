"""A job: runs that train together, and what a mode needs to train them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from evoprune.data.splits import Splits
from evoprune.networks.network import Network
from evoprune.pruning.operators.base import Operator
from evoprune.pruning.schedules.base import Schedule
from evoprune.randomness import Streams
from evoprune.training.engines.base import Engine
from evoprune.training.protocol import Protocol


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
    """

    engine: Engine
    splits: Splits
    protocol: Protocol
    runs: Sequence[Run]
    on_epoch: Callable[[int], None]

    @cached_property
    def train_rows(self) -> Any:
        """Training rows on the engine's device."""
        return self.engine.rows(self.splits.train)

    @cached_property
    def case_rows(self) -> Any:
        """Rows that operators may draw cases from: the test split, as published (Q7)."""
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
        batches.reshape(-1)[:rows] = rng.permutation(rows)
        return batches

    def one_batch(self, run: int, node: int, epoch: int, purpose: str) -> np.ndarray:
        """The first batch of a shuffle of the training rows, shape (B,)."""
        rng = self.runs[run].streams.generator(purpose, node=node, epoch=epoch)
        return rng.permutation(len(self.splits.train))[: self.protocol.batch_size]
