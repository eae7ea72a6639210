"""Networks in training, with all that travels with them when they are copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Layer, Network
from evoprune.training.engines.base import Engine, History, Moments, Stack

Indices = Sequence[int] | np.ndarray


@dataclass
class Cells:
    """S networks and their state; each takes its state along when it is copied.

    Attributes:
        stack: the networks themselves.
        reported: zeros of encoder and decoder at the last event, shape (S, 2), as published (Q2).
        history: activations since they were last forgotten, a `History` or `HalfHistories`; none if
            no operator scores them.
        kept: ones, and zeros where a parameter is pruned for good; none where zeros written by an
            event stay trainable, as published (Q1).
        moments: of persistent Adams; none if a fresh one makes every step.
    """

    stack: Stack
    reported: np.ndarray
    history: Any = None
    kept: Stack | None = None
    moments: Moments | None = None

    @classmethod
    def start(
        cls,
        engine: Engine,
        networks: Sequence[Network],
        *,
        history: History | None,
        keep_masks: bool,
        moments: bool,
        individual: bool,
    ) -> "Cells":
        """Networks before training.

        Args:
            engine: what holds them.
            networks: their initial weights.
            history: an empty one if it is needed.
            keep_masks: whether what is pruned is held at zero.
            moments: whether their Adams persist.
            individual: whether these may differ in rate and number of steps.
        """
        stack = engine.stack(networks)
        whole = _ones(engine.architecture)
        return cls(
            stack,
            np.zeros((len(networks), 2), dtype=np.int64),
            history,
            engine.stack([whole] * len(networks)) if keep_masks else None,
            engine.adam(stack, individual=individual) if moments else None,
        )

    def take(self, indices: Indices) -> "Cells":
        """Copies of some networks and their state."""
        return Cells(
            self.stack.take(indices),
            self.reported[indices],
            None if self.history is None else self.history.take(indices),
            None if self.kept is None else self.kept.take(indices),
            None if self.moments is None else self.moments.take(indices),
        )

    def put(self, indices: Indices, source: "Cells") -> None:
        """Copy the networks of `source` and their state over those at `indices`."""
        self.stack.put(indices, source.stack)
        self.reported[indices] = source.reported
        if self.history is not None and source.history is not None:
            self.history.put(indices, source.history)
        if self.kept is not None and source.kept is not None:
            self.kept.put(indices, source.kept)
        if self.moments is not None and source.moments is not None:
            self.moments.put(indices, source.moments)

    def take_pairs(self, encoders: np.ndarray, decoders: np.ndarray) -> "Cells":
        """Encoders and decoders of maybe different networks, without history or moments."""
        return Cells(
            self.stack.take_pairs(encoders, decoders),
            np.stack([self.reported[encoders, 0], self.reported[decoders, 1]], axis=1),
            kept=None if self.kept is None else self.kept.take_pairs(encoders, decoders),
        )

    def put_pairs(self, encoders: np.ndarray, decoders: np.ndarray, source: "Cells") -> None:
        """Copy encoders and decoders of `source` over those of maybe different networks."""
        self.stack.put_pairs(encoders, decoders, source.stack)
        self.reported[encoders, 0] = source.reported[:, 0]
        self.reported[decoders, 1] = source.reported[:, 1]
        if self.kept is not None and source.kept is not None:
            self.kept.put_pairs(encoders, decoders, source.kept)


def _ones(architecture: Architecture) -> Network:
    """A network with every parameter kept."""
    layers = [
        Layer(
            np.ones((dense.outputs, dense.inputs), dtype=np.float32),
            np.ones(dense.outputs, dtype=np.float32),
        )
        for dense in architecture.layers
    ]
    return Network.from_layers(layers, len(architecture.encoder))
