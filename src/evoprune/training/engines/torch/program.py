"""Training in blocks of steps that are captured once and replayed."""

from collections.abc import Callable
from functools import partial

import torch

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.torch.batches import Batches
from evoprune.training.engines.torch.buffers import Buffers, Kind, capacity
from evoprune.training.engines.torch.objectives import Objective
from evoprune.training.engines.torch.step import Step
from evoprune.training.engines.torch.training import Training, take_steps
from evoprune.training.engines.torch.updates import update_of

Work = Callable[[], None]
"""Something done on fixed buffers."""

Capture = Callable[[Work], Work]
"""Makes a replay of some work; may do the work itself before."""

BLOCK = 50
"""Most steps of a replay: an epoch of 200 steps replays one graph four times."""

KEPT = 12
"""Programs that are kept: stacks of the ring vary little in size but shrink at its end."""


class Program:
    """Replays for one kind of training, and the buffers that they work on."""

    def __init__(
        self, kind: Kind, architecture: Architecture, objective: Objective, capture: Capture
    ) -> None:
        self._kind, self._objective, self._capture = kind, objective, capture
        self._buffers = held = Buffers(kind, architecture)
        self._update = update_of(held.stack, held.moments)
        self._step = Step(held.stack, kind.rows, self._update, objective, held.history, held.masks)
        size, of_batch, device = kind.capacity, kind.rows.batch_size, kind.rows.values.device
        self._index = torch.zeros(BLOCK, size * of_batch, dtype=torch.int64, device=device)
        weights = torch.ones(BLOCK, size, of_batch, 1, device=device)
        self._weights = weights if kind.ragged else None
        self._parts = torch.zeros(BLOCK, size, device=device)
        self._replays: dict[int, Work] = {}

    def run(self, training: Training) -> torch.Tensor:
        """Train in place; returns the losses before each step, shape (T, S)."""
        blocks = _blocks(len(training.batches))
        # Capturing works on whatever the buffers hold, so it comes before they are filled.
        replays = [self._replay(block.stop - block.start) for block in blocks]
        self._buffers.load(training)
        self._update.set_rates(training.rates)
        batches = Batches(training.batches, self._index.device, networks=self._kind.capacity)
        losses = batches.mean(self._objective.constants(self._kind.rows.means))
        for block, replay in zip(blocks, replays, strict=True):
            self._put(batches, block)
            replay()
            losses[block] += self._parts[: block.stop - block.start]
        self._buffers.store(training)
        return losses[:, : len(training.stack)]

    def _replay(self, length: int) -> Work:
        """What replays a block of some length, captured at its first use."""
        if length not in self._replays:
            self._replays[length] = self._capture(partial(self._work, length))
        return self._replays[length]

    def _work(self, length: int) -> None:
        weights = None if self._weights is None else self._weights[:length]
        take_steps(self._step, self._index[:length], weights, self._parts[:length])

    def _put(self, batches: Batches, block: slice) -> None:
        """Put the batches of a block where the steps look for them."""
        length = block.stop - block.start
        self._index[:length].copy_(batches.index[block])
        if self._weights is not None and batches.weights is not None:
            self._weights[:length].copy_(batches.weights[block])


class ReplayTrainer:
    """Trains by replays: best where a step takes longer to ask for than to compute.

    Attributes:
        capture: what makes a replay.
    """

    def __init__(self, objective: Objective, capture: Capture) -> None:
        self.capture = capture
        self._objective = objective
        self._programs: dict[Kind, Program] = {}

    def room(self, networks: int) -> int:
        """The capacity of the buffers; see `Trainer`."""
        return capacity(networks)

    def __call__(self, training: Training) -> torch.Tensor:
        """Train in place; see `Trainer`."""
        kind = Kind.of(training)
        program = self._programs.pop(kind, None)
        if program is None:
            while len(self._programs) >= KEPT:
                del self._programs[next(iter(self._programs))]  # the one unused longest
            architecture = training.stack.architecture
            program = Program(kind, architecture, self._objective, self.capture)
        self._programs[kind] = program
        return program.run(training)


def _blocks(steps: int) -> list[slice]:
    """Steps 0 to `steps` - 1 in blocks."""
    return [slice(start, min(start + BLOCK, steps)) for start in range(0, steps, BLOCK)]
