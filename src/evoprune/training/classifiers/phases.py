"""A run in phases, each in small units: between two of them it can be saved and gone on with."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from evoprune.data.images.batches import Batches
from evoprune.networks.convolutional.dropout import resume_at
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer

Arrays = dict[str, np.ndarray]
Look = Callable[[ConvolutionalNetwork], None]
CHUNK = 50
"""Training steps of a unit."""


@dataclass
class Notes:
    """What phases leave behind: small facts as JSON, and networks.

    Attributes:
        facts: by name; numbers, texts, lists and mappings.
        networks: trained networks by name.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, ConvolutionalNetwork] = field(default_factory=dict)


class Phase(ABC):
    """A part of a run."""

    name: str

    @property
    @abstractmethod
    def left(self) -> int:
        """Training steps that are left, about; 0 only when the phase is over."""

    @abstractmethod
    def advance(self) -> None:
        """Do the next unit."""

    @abstractmethod
    def arrays(self) -> Arrays:
        """The state between two units."""

    @abstractmethod
    def restore(self, arrays: Arrays) -> None:
        """Take over a state."""


class Once(Phase):
    """A phase of one unit without a state of its own.

    Args:
        name: of the phase.
        work: what is done.
    """

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name, self._work, self._done = name, work, False

    @property
    def left(self) -> int:
        """One unit counts as a step."""
        return int(not self._done)

    def advance(self) -> None:
        """Do it all."""
        self._work()
        self._done = True

    def arrays(self) -> Arrays:
        """Nothing."""
        return {}

    def restore(self, arrays: Arrays) -> None:
        """Begin anew."""


class Training(Phase):
    """Training of one network, in portions of steps.

    Args:
        name: of the phase.
        network: what is trained, in place.
        settings: how; its epochs are the length.
        batches: training batches.
        looks: by step, what is done with the network before that step; at the latest at the end.
    """

    def __init__(
        self,
        name: str,
        network: ConvolutionalNetwork,
        settings: TrainingSettings,
        batches: Batches,
        looks: Mapping[int, Look],
    ) -> None:
        self.name, self._network = name, network
        self._trainer = Trainer(network, settings, batches)
        self.total = steps_of(settings, batches)
        self._looks = looks
        self._done = 0

    @property
    def left(self) -> int:
        """Steps that are left."""
        return self.total - self._done

    def advance(self) -> None:
        """Take some steps, no further than the next look."""
        borders = [step for step in (*self._looks, self.total) if step > self._done]
        until = min(self._done + CHUNK, *borders)
        self._trainer.train(self._done, until)
        self._done = until
        if until in self._looks:
            self._looks[until](self._network)

    def arrays(self) -> Arrays:
        """Weights, statistics, momentum and the number of steps."""
        state = state_arrays(self._network, "trained.")
        momentum = {f"pace.{n}": _copied(v) for n, v in enumerate(self._trainer.momentum)}
        return state | momentum | {"done": np.array([self._done], dtype=np.int64)}

    def restore(self, arrays: Arrays) -> None:
        """Take over a state."""
        load_state(self._network, arrays, "trained.")
        self._trainer.restore_momentum(arrays, "pace.")
        self._done = int(arrays["done"][0])
        resume_at(self._network, self._done)


def steps_of(settings: TrainingSettings, batches: Batches) -> int:
    """Steps of a training: at least one."""
    return max(1, round(settings.epochs * batches.per_epoch))


def load_state(network: ConvolutionalNetwork, arrays: Arrays, prefix: str) -> None:
    """Put tensors that were saved under a prefix back into a network."""
    for name, tensor in network.state_dict().items():
        tensor.copy_(torch.from_numpy(np.array(arrays[prefix + name])).reshape(tensor.shape))


def state_arrays(network: ConvolutionalNetwork, prefix: str) -> Arrays:
    """Tensors of a network under a prefix."""
    return {prefix + name: _copied(tensor) for name, tensor in network.state_dict().items()}


def below(prefix: str, arrays: Arrays) -> Arrays:
    """Arrays whose names begin with a prefix, without it."""
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}


def _copied(tensor: torch.Tensor) -> np.ndarray:
    return np.array(tensor.detach().cpu().numpy())
