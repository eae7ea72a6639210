"""Histories of encoders and decoders that are trained with changing partners."""

from collections.abc import Mapping, Sequence

import numpy as np

from evoprune.training import snapshots
from evoprune.training.engines.base import Engine, History

Indices = Sequence[int] | np.ndarray


class HalfHistories:
    """What the encoder and what the decoder of each network have seen, counted apart.

    An engine records whole networks. So there is one history for the passes that an encoder took
    part in and one for those of a decoder, and only the half that is meant is read of each.
    """

    def __init__(self, encoders: History, decoders: History, depth: int) -> None:
        self.encoders, self.decoders, self._depth = encoders, decoders, depth

    @classmethod
    def empty(cls, engine: Engine, networks: int) -> "HalfHistories":
        """Nothing seen so far."""
        depth = len(engine.architecture.encoder)
        return cls(engine.history(networks), engine.history(networks), depth)

    @property
    def both(self) -> tuple[History, History]:
        """That of the encoders and that of the decoders."""
        return self.encoders, self.decoders

    def take(self, indices: Indices) -> "HalfHistories":
        """Copies of those at `indices`."""
        return self.take_pairs(indices, indices)

    def put(self, indices: Indices, source: "HalfHistories") -> None:
        """Copy the histories of `source` over those at `indices`."""
        self.put_pairs(indices, indices, source)

    def take_pairs(self, encoders: Indices, decoders: Indices) -> "HalfHistories":
        """Copies for encoders and decoders of maybe different networks."""
        return HalfHistories(
            self.encoders.take(encoders), self.decoders.take(decoders), self._depth
        )

    def put_pairs(self, encoders: Indices, decoders: Indices, source: "HalfHistories") -> None:
        """Copy the histories of `source` over those of maybe different networks."""
        self.encoders.put(encoders, source.encoders)
        self.decoders.put(decoders, source.decoders)

    def add(self, indices: Indices, source: History) -> None:
        """Add what whole networks have seen to both halves of those at `indices`."""
        for half in self.both:
            half.add(indices, source)

    def clear(self, index: int) -> None:
        """Forget everything about both halves of one network."""
        for half in self.both:
            half.clear(index)

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units), from its own half."""
        encoder, decoder = (half.deviations(index) for half in self.both)
        return encoder[: self._depth] + decoder[self._depth :]

    def arrays(self) -> dict[str, np.ndarray]:
        """What both halves hold."""
        return snapshots.together({"encoders": self.encoders, "decoders": self.decoders})

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over what both halves hold."""
        snapshots.restore({"encoders": self.encoders, "decoders": self.decoders}, arrays)
