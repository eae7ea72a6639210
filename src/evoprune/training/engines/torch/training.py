"""One call of `TorchEngine.train`, and how it is carried out step by step."""

from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

import numpy as np
import torch

from evoprune.training.engines.base import Noise
from evoprune.training.engines.torch.batches import Batches
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.objectives import Objective
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack
from evoprune.training.engines.torch.step import Step
from evoprune.training.engines.torch.updates import AdamMoments, update_of


@dataclass(frozen=True)
class Training:
    """What is asked for; see `Engine.train`."""

    stack: TorchStack
    rows: TorchRows
    batches: np.ndarray
    rates: np.ndarray
    moments: AdamMoments | None
    history: TorchHistory | None
    masks: TorchStack | None
    noise: Noise | None = None


class Trainer(Protocol):
    """Carries out trainings."""

    def room(self, networks: int) -> int:
        """Size that a stack of some networks is filled up to, so that bits do not depend on it."""
        ...

    def __call__(self, training: Training) -> torch.Tensor:
        """Train in place; returns the losses before each step, shape (T, S), on the device."""
        ...


class EagerTrainer:
    """Takes step after step on the given stack itself: best where a step costs more than a call."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective

    def room(self, networks: int) -> int:
        """Just as many: slices that start on vectors have the same bits in any stack."""
        return networks

    def __call__(self, training: Training) -> torch.Tensor:
        """Train in place; see `Trainer`."""
        stack, rows = training.stack, training.rows
        batches = Batches(training.batches, stack.flat.device)
        update = update_of(stack, training.moments)
        update.set_rates(training.rates)
        step = Step(stack, rows, update, self._objective, training.history, training.masks)
        losses = batches.mean(self._objective.constants(rows.means))
        parts = torch.empty_like(losses)
        take_steps(step, batches.index, batches.weights, parts, training.noise)
        return losses.add_(parts)


def take_steps(
    step: Step,
    index: torch.Tensor,
    weights: torch.Tensor | None,
    losses: torch.Tensor,
    noise: Noise | None = None,
) -> None:
    """Take one step for each entry of the arguments, which are those of a step, stacked."""
    each = repeat(None) if weights is None else iter(weights)
    drawn = repeat(None) if noise is None else iter(_each(noise))
    for arguments in zip(index, each, losses, drawn, strict=False):
        step(*arguments)


def _each(noise: Noise) -> list[Noise]:
    """The draws of every step."""
    steps = next(len(draws) for draws in noise if draws is not None)
    return [
        Noise(*(None if draws is None else draws[step] for draws in noise)) for step in range(steps)
    ]
