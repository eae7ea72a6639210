"""Steps of stochastic gradient descent on one network."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from evoprune.data.images.batches import Batches
from evoprune.training.classifiers.rates import rate
from evoprune.training.classifiers.settings import TrainingSettings


class Trainer:
    """Trains a network on numbered batches; the number of a step decides its batch and its rate.

    Args:
        network: what is trained, in place.
        settings: of the optimiser.
        batches: training batches; they decide what an epoch is.
    """

    def __init__(self, network: nn.Module, settings: TrainingSettings, batches: Batches) -> None:
        self.network, self._settings, self._batches = network, settings, batches
        self._optimiser = torch.optim.SGD(
            network.parameters(),
            lr=settings.learning_rate,
            momentum=settings.momentum,
            weight_decay=settings.weight_decay,
        )

    def train(self, first: int, until: int) -> None:
        """Take the steps from `first` to before `until`, by cross-entropy."""
        self.network.train()
        for step in range(first, until):
            for group in self._optimiser.param_groups:
                group["lr"] = rate(self._settings, step, self._batches.per_epoch)
            batch = self._batches.batch(step)
            self._optimiser.zero_grad()
            loss = functional.cross_entropy(self.network(batch.images), batch.labels)
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()

    @property
    def momentum(self) -> list[Tensor]:
        """A buffer a parameter, in their order: zero before the first step."""
        state = self._optimiser.state
        return [
            state[parameter].get("momentum_buffer", torch.zeros_like(parameter))
            for parameter in self.network.parameters()
        ]

    @momentum.setter
    def momentum(self, buffers: list[Tensor]) -> None:
        for parameter, buffer in zip(self.network.parameters(), buffers, strict=True):
            self._optimiser.state[parameter]["momentum_buffer"] = buffer.clone()

    def restore_momentum(self, arrays: Mapping[str, np.ndarray], prefix: str) -> None:
        """Take over buffers that were saved under a prefix and their number."""
        self.momentum = [
            torch.from_numpy(np.array(arrays[f"{prefix}{n}"])).reshape(p.shape).to(p.device)
            for n, p in enumerate(self.network.parameters())
        ]
