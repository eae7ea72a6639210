"""What an engine offers to the modes: optimiser steps for a batch of networks, on any device.

Shapes: S networks of a stack, T steps, B rows of a batch, M members of a neighbourhood.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

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

    def zeros(self, index: int) -> tuple[int, int]:
        """Number of parameters of the encoder and of the decoder that are exactly zero."""
        ...

    def take(self, indices: Sequence[int] | np.ndarray) -> "Stack":
        """A new stack of copies."""
        ...

    def put(self, indices: Sequence[int] | np.ndarray, source: "Stack") -> None:
        """Copy the networks of `source` over those at `indices`."""
        ...

    def take_pairs(self, encoders: np.ndarray, decoders: np.ndarray) -> "Stack":
        """A new stack of encoders and decoders of maybe different networks."""
        ...

    def put_pairs(self, encoders: np.ndarray, decoders: np.ndarray, source: "Stack") -> None:
        """Copy encoders and decoders of `source` over those of maybe different networks."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that is held, by name; later steps may change the arrays."""
        ...

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over what `arrays` gave."""
        ...


class Moments(Protocol):
    """State of a persistent Adam for each network of a stack."""

    def take(self, indices: Sequence[int] | np.ndarray) -> "Moments":
        """New moments, copies of those at `indices`."""
        ...

    def put(self, indices: Sequence[int] | np.ndarray, source: "Moments") -> None:
        """Copy the moments of `source` over those at `indices`."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that is held, by name; later steps may change the arrays."""
        ...

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over what `arrays` gave."""
        ...


class Noise(NamedTuple):
    """Standard normal draws and the like for T steps of S networks.

    Attributes:
        inputs: added to the values of each row before the network sees them, not to what it should
            give back; float32, shape (T, S, B, D).
        latent: draws that the latent values of a variational network are made with; float32, shape
            (T, S, B, latent units).
    """

    inputs: np.ndarray | None = None
    latent: np.ndarray | None = None


class History(Protocol):
    """Moments of activations since the last clearing, for each network of a stack.

    Each slot of the batch counts its own passes: the last ones see fewer if batches are ragged.
    """

    def take(self, indices: Sequence[int] | np.ndarray) -> "History":
        """A new history of copies."""
        ...

    def put(self, indices: Sequence[int] | np.ndarray, source: "History") -> None:
        """Copy the histories of `source` over those at `indices`."""
        ...

    def add(self, indices: Sequence[int] | np.ndarray, source: "History") -> None:
        """Add what `source` has seen to the entries at `indices`, which are all different."""
        ...

    def clear(self, index: int) -> None:
        """Forget everything about one network."""
        ...

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units)."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that is held, by name; later steps may change the arrays."""
        ...

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over what `arrays` gave."""
        ...


class PairEvaluation(Protocol):
    """Losses of all encoder x decoder pairs of some neighbourhoods on one batch each."""

    losses: np.ndarray
    """Shape (V, M, M): neighbourhood, encoder, decoder."""

    def add_to(self, history: History, winners: np.ndarray) -> None:
        """Add the passes that member `winners[v]` of neighbourhood v took part in."""
        ...


class Engine(Protocol):
    """Executes optimiser steps and evaluations for stacks of networks.

    Batches of row indices may hold -1 for "no row" at their end, after at least one row. Nothing is
    learnt from such slots, nothing is recorded of them, and a loss is the mean over what is there.

    Attributes:
        objective: what is minimised: `l1`, the mean absolute error of the outputs, or `bce`, their
            mean binary cross-entropy. Variational networks have an objective of their own.
        batch_size: rows of a full batch B.
    """

    name: str
    version: str
    device: str
    objective: str
    architecture: Architecture
    batch_size: int

    def __init__(
        self,
        architecture: Architecture,
        batch_size: int,
        device: str = "auto",
        objective: str = "l1",
    ) -> None:
        """An engine for networks of one architecture.

        Args:
            architecture: of all networks.
            batch_size: rows of a full batch B.
            device: `cpu`, `cuda`, `cuda:1`, or `auto` for a GPU if there is one.
            objective: what is minimised.

        Raises:
            ConfigError: the engine does not serve the architecture, device or objective.
        """
        ...

    def rows(self, values: np.ndarray) -> Any:
        """Data rows (N, D) made ready for the device."""
        ...

    def stack(self, networks: Sequence[Network]) -> Stack:
        """A new batch of networks."""
        ...

    def history(self, networks: int) -> History:
        """Empty activation histories."""
        ...

    def adam(self, stack: Stack, *, individual: bool = False) -> Moments:
        """Moments of a persistent Adam for `stack`, all zero.

        Args:
            stack: the networks.
            individual: whether networks may differ in rate and number of steps.
        """
        ...

    def train(
        self,
        stack: Stack,
        rows: Any,
        batches: np.ndarray,
        rates: np.ndarray,
        *,
        moments: Moments | None = None,
        history: History | None = None,
        masks: Stack | None = None,
        noise: Noise | None = None,
    ) -> np.ndarray:
        """One optimiser step a batch.

        Args:
            stack: the networks, changed in place.
            rows: what the batches index.
            batches: int64, shape (T, S, B).
            rates: learning rate of each network, shape (S,).
            moments: Adam moments to use and update; without, every step is that of a fresh Adam.
            history: where activations are recorded.
            masks: zeros and ones, by which the parameters are multiplied after every step: what is
                pruned is held at zero.
            noise: what is drawn for each step, if anything.

        Returns:
            Objective on each batch before its step, shape (T, S).
        """
        ...

    def batch_losses(
        self, stack: Stack, rows: Any, batches: np.ndarray, history: History | None = None
    ) -> np.ndarray:
        """Objective of each network on a batch of its own; `batches` (S, B); returns (S,)."""
        ...

    def pair_losses(
        self, stack: Stack, members: np.ndarray, rows: Any, batches: np.ndarray
    ) -> PairEvaluation:
        """Objective of all encoder x decoder pairs on the batch of their neighbourhood.

        Args:
            stack: where the members are.
            members: indices of the members in the stack, shape (V, M).
            rows: what the batches index.
            batches: int64, shape (V, B).
        """
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
        """Mean L1 of one network on every row, shape (N,), whatever the objective.

        With `order` (N,) and `history`, the passes enter entry `index` of the history, in batches
        of B rows in that order; the last one holds the rows that are left.
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
