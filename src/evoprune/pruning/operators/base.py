"""The contract of a pruning operator and what it may look at."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from evoprune.networks.network import Layer
from evoprune.pruning.keep_mask import KeepMask
from evoprune.settings import Settings


@dataclass(frozen=True)
class PruneContext:
    """What an operator sees of a network at an event.

    Attributes:
        layers: the network's layers, encoder then decoder, input to output.
        activation_sd: per layer float64, shape (batch slots, outputs): population standard
            deviation of each unit's activation over the history since it was last cleared. Hidden
            layers after the ReLU, the output layer before the sigmoid (spec Q9). Only given to
            operators with `needs_history`.
        case_rows: number of rows that cases can be drawn from.
        case_activations: activations of chosen rows, per layer float32, shape (cases, outputs), in
            the same convention.
    """

    layers: list[Layer]
    activation_sd: list[np.ndarray] | None
    case_rows: int
    case_activations: Callable[[np.ndarray], list[np.ndarray]]


class Operator(Settings, ABC):
    """A pruning operator; its fields are its settings in the config."""

    prunes: ClassVar[bool] = True
    """Whether the operator has events at all."""

    needs_history: ClassVar[bool] = False
    """Whether activations have to be collected between events."""

    @property
    def case_split(self) -> str:
        """The split whose rows events look at, `test` or `train`; empty if they look at none."""
        return ""

    probability: float = Field(default=0.5, ge=0, le=1)
    """Base probability p of an event, which the schedule shapes."""

    @abstractmethod
    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """What one event keeps, a mask for each of `context.layers`."""
