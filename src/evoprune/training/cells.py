"""Networks in training, with all that travels with them when they are copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Layer, Network
from evoprune.training import snapshots
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
        withheld: what the last event took away, until it is given back; none if it never is.
        moments: of persistent Adams; none if a fresh one makes every step.
    """

    stack: Stack
    reported: np.ndarray
    history: Any = None
    kept: Stack | None = None
    withheld: Stack | None = None
    moments: Moments | None = None

    @classmethod
    def start(
        cls,
        engine: Engine,
        networks: Sequence[Network],
        *,
        history: History | None,
        pruned_weights: str,
        moments: bool,
        individual: bool,
    ) -> "Cells":
        """Networks before training.

        Args:
            engine: what holds them.
            networks: their initial weights.
            history: an empty one if it is needed.
            pruned_weights: what becomes of what an event zeroes; see `Protocol`.
            moments: whether their Adams persist.
            individual: whether these may differ in rate and number of steps.
        """
        stack = engine.stack(networks)

        def filled(value: float) -> Stack:
            return engine.stack([_filled(engine.architecture, value)] * len(networks))

        return cls(
            stack,
            np.zeros((len(networks), 2), dtype=np.int64),
            history,
            filled(1) if pruned_weights == "zero" else None,
            filled(0) if pruned_weights == "given_back" else None,
            engine.adam(stack, individual=individual) if moments else None,
        )

    def take(self, indices: Indices) -> "Cells":
        """Copies of some networks and their state."""
        return Cells(
            self.stack.take(indices),
            self.reported[indices],
            None if self.history is None else self.history.take(indices),
            None if self.kept is None else self.kept.take(indices),
            None if self.withheld is None else self.withheld.take(indices),
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
        if self.withheld is not None and source.withheld is not None:
            self.withheld.put(indices, source.withheld)
        if self.moments is not None and source.moments is not None:
            self.moments.put(indices, source.moments)

    def take_pairs(self, encoders: np.ndarray, decoders: np.ndarray) -> "Cells":
        """Encoders and decoders of maybe different networks, without history or moments."""
        return Cells(
            self.stack.take_pairs(encoders, decoders),
            np.stack([self.reported[encoders, 0], self.reported[decoders, 1]], axis=1),
            kept=None if self.kept is None else self.kept.take_pairs(encoders, decoders),
            withheld=(
                None if self.withheld is None else self.withheld.take_pairs(encoders, decoders)
            ),
        )

    def put_pairs(self, encoders: np.ndarray, decoders: np.ndarray, source: "Cells") -> None:
        """Copy encoders and decoders of `source` over those of maybe different networks."""
        self.stack.put_pairs(encoders, decoders, source.stack)
        self.reported[encoders, 0] = source.reported[:, 0]
        self.reported[decoders, 1] = source.reported[:, 1]
        if self.kept is not None and source.kept is not None:
            self.kept.put_pairs(encoders, decoders, source.kept)
        if self.withheld is not None and source.withheld is not None:
            self.withheld.put_pairs(encoders, decoders, source.withheld)

    def arrays(self) -> snapshots.Arrays:
        """The networks and all that travels with them."""
        return {"reported": self.reported, **snapshots.together(self._parts)}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over networks and all that travels with them."""
        self.reported[:] = arrays["reported"]
        snapshots.restore(self._parts, arrays)

    @property
    def _parts(self) -> dict[str, snapshots.Restorable | None]:
        """What has a state of its own."""
        names = ("stack", "history", "kept", "withheld", "moments")
        return {name: getattr(self, name) for name in names}

    def give_back(self) -> None:
        """Add what the last event took away to what the networks have become since."""
        if self.withheld is None:
            return
        for index in range(len(self.stack)):
            withheld = self.withheld.read(index)
            if not any(layer.weight.any() or layer.bias.any() for layer in withheld.layers):
                continue
            network = self.stack.read(index)
            for layer, taken in zip(network.layers, withheld.layers, strict=True):
                layer.weight += taken.weight
                layer.bias += taken.bias
                taken.weight[:] = 0
                taken.bias[:] = 0
            self.stack.write(index, network)
            self.withheld.write(index, withheld)


def _filled(architecture: Architecture, value: float) -> Network:
    """A network with one value everywhere."""
    layers = [
        Layer(
            np.full((dense.outputs, dense.inputs), value, dtype=np.float32),
            np.full(dense.outputs, value, dtype=np.float32),
        )
        for dense in architecture.layers
    ]
    return Network.from_layers(layers, len(architecture.encoder))
