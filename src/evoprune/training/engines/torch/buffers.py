"""Room for trainings of one kind at fixed addresses.

A GPU takes longer to be told about a step of small networks than to compute it, so its steps are
captured into graphs and replayed. A graph knows its buffers by address and size, but the stacks of
the ring differ from visit to visit. So there are buffers for a few capacities only; networks are
copied in and out, which takes as long as a step or two, and what is left of a capacity is filled
with padding networks. These visit row 0, at a rate of zero where every network has a rate of its
own. Nobody reads them, and they disturb nothing: no network of a stack sees another.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack
from evoprune.training.engines.torch.training import Training
from evoprune.training.engines.torch.updates import AdamMoments

SMALLEST = 16
"""Smallest capacity: a GPU is no faster with fewer networks."""


def capacity(networks: int) -> int:
    """`networks` rounded up to a multiple of an eighth of its power of two: 660 gives 704."""
    grain = max(1, (1 << networks.bit_length() - 1) // 8)
    return max(SMALLEST, -(-networks // grain) * grain)


class Kind(NamedTuple):
    """What buffers and graphs are made for; trainings of one kind share them."""

    capacity: int
    rows: TorchRows
    moments: bool
    individual: bool
    history: bool
    masks: bool
    ragged: bool

    @classmethod
    def of(cls, training: Training) -> "Kind":
        """The kind of a training."""
        return cls(
            capacity(len(training.stack)),
            training.rows,
            training.moments is not None,
            training.moments is not None and training.moments.individual,
            training.history is not None,
            training.masks is not None,
            bool(training.batches.min() < 0),
        )


class Buffers:
    """Networks and what goes with them; see `Training` for the meaning of each."""

    def __init__(self, kind: Kind, architecture: Architecture) -> None:
        rows, size = kind.rows, kind.capacity
        device = rows.values.device
        self.stack = TorchStack(architecture, size, device)
        self.moments = AdamMoments(self.stack, individual=kind.individual) if kind.moments else None
        self.masks = TorchStack(architecture, size, device) if kind.masks else None
        self.history = (
            TorchHistory(architecture, size, rows.batch_size, device) if kind.history else None
        )

    def load(self, training: Training) -> None:
        """Take what a training starts from."""
        if self.masks is not None and training.masks is not None:
            _copy(training.masks.tensors, self.masks.tensors)
        for mine, theirs in self._trained(training):
            _copy(theirs, mine)

    def store(self, training: Training) -> None:
        """Give back what has been trained."""
        for mine, theirs in self._trained(training):
            _copy(mine, theirs)

    def _trained(
        self, training: Training
    ) -> list[tuple[Sequence[torch.Tensor], Sequence[torch.Tensor]]]:
        """Tensors that training changes, ours and theirs."""
        pairs: list[tuple[Sequence[torch.Tensor], Sequence[torch.Tensor]]] = [
            (self.stack.tensors, training.stack.tensors)
        ]
        if self.moments is not None and training.moments is not None:
            pairs.append((self.moments.tensors(), training.moments.tensors()))
        if self.history is not None and training.history is not None:
            pairs.append((self.history.tensors(), training.history.tensors()))
        return pairs


def _copy(sources: Sequence[torch.Tensor], targets: Sequence[torch.Tensor]) -> None:
    """Copy as many networks as both sides hold."""
    for source, target in zip(sources, targets, strict=True):
        networks = min(len(source), len(target))
        target[:networks].copy_(source[:networks])
