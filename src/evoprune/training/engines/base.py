"""What an engine offers to the modes: optimiser steps for a batch of networks, on any device.

Shapes: S networks of a stack, T steps, B rows of a batch, M members of a neighbourhood.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Network


class Stack(Protocol):
    """A batch of networks of one architecture."""

    def __len__(self) -> int:
        """Number of networks S."""
        ...

    def read(self, index: int) -> Network:
        """A copy of one network."""
        ...

    def write(self, index: int, network: Network) -> None:
        """Replace one network."""
        ...

    def take(self, indices: Sequence[int] | np.ndarray) -> "Stack":
        """A new stack of copies."""
        ...

    def put(self, indices: Sequence[int] | np.ndarray, source: "Stack") -> None:
        """Copy the networks of `source` over those at `indices`."""
        ...


class History(Protocol):
    """Moments of activations since the last clearing, for each network of a stack."""

    def take(self, indices: Sequence[int] | np.ndarray) -> "History":
        """A new history of copies."""
        ...

    def put(self, indices: Sequence[int] | np.ndarray, source: "History") -> None:
        """Copy the histories of `source` over those at `indices`."""
        ...

    def clear(self, index: int) -> None:
        """Forget everything about one network."""
        ...

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units)."""
        ...


class PairEvaluation(Protocol):
    """Losses of all encoder x decoder pairs of some neighbourhoods on one batch each."""

    losses: np.ndarray
    """Shape (V, M, M): neighbourhood, encoder, decoder."""

    def add_to(self, history: History, winners: np.ndarray) -> None:
        """Add the passes that member `winners[v]` of neighbourhood v took part in."""
        ...


class Engine(Protocol):
    """Executes optimiser steps and evaluations for stacks of networks."""

    name: str
    version: str
    device: str
    architecture: Architecture
    batch_size: int

    def rows(self, values: np.ndarray) -> Any:
        """Data rows (N, D) made ready for the device."""
        ...

    def stack(self, networks: Sequence[Network]) -> Stack:
        """A new batch of networks."""
        ...

    def history(self, networks: int) -> History:
        """Empty activation histories."""
        ...

    def adam(self, stack: Stack) -> Any:
        """Moments of a persistent Adam for `stack`, all zero."""
        ...

    def train(
        self,
        stack: Stack,
        rows: Any,
        batches: np.ndarray,
        rates: np.ndarray,
        *,
        moments: Any | None = None,
        history: History | None = None,
    ) -> np.ndarray:
        """One optimiser step a batch.

        Args:
            stack: the networks, changed in place.
            rows: what the batches index.
            batches: int64, shape (T, S, B).
            rates: learning rate of each network, shape (S,).
            moments: Adam moments to use and update; without, every step is that of a fresh Adam.
            history: where activations are recorded.

        Returns:
            Batch losses before each step, shape (T, S).
        """
        ...

    def batch_losses(
        self, stack: Stack, rows: Any, batches: np.ndarray, history: History | None = None
    ) -> np.ndarray:
        """Mean L1 of each network on a batch of its own; `batches` (S, B); returns (S,)."""
        ...

    def pair_losses(
        self, stack: Stack, members: np.ndarray, rows: Any, batches: np.ndarray
    ) -> PairEvaluation:
        """All encoder x decoder pairs; `members` (V, M) index the stack, `batches` (V, B)."""
        ...

    def row_losses(
        self,
        stack: Stack,
        index: int,
        rows: Any,
        *,
        order: np.ndarray | None = None,
        history: History | None = None,
    ) -> np.ndarray:
        """Mean L1 of one network on every row, shape (N,).

        With `order` (N,) and `history`, the passes enter entry `index` of the history, in batches
        of B rows in that order.
        """
        ...

    def activations(
        self, stack: Stack, index: int, rows: Any, selection: np.ndarray
    ) -> list[np.ndarray]:
        """Activations of one network on the rows at `selection` (n).

        Returns:
            Per layer (n, units): hidden layers after the ReLU, the output before the sigmoid.
        """
        ...
