"""How classifiers are trained; published behaviour is the default."""

from typing import Literal

from pydantic import Field

from evoprune.settings import Settings


class TrainingSettings(Settings):
    """Stochastic gradient descent with a learning rate that falls over the epochs."""

    epochs: float = Field(default=300.0, gt=0)
    """Epochs of the schedule; parts of one are steps."""
    batch_size: int = Field(default=128, ge=2)
    """Images of a batch; the last one of an epoch is smaller."""
    learning_rate: float = Field(default=0.1, gt=0)
    """At the beginning."""
    momentum: float = Field(default=0.9, ge=0, lt=1)
    """Of the gradients."""
    weight_decay: float = Field(default=1e-4, ge=0)
    """Of all parameters."""
    schedule: Literal["multi_step", "step", "cosine"] = "multi_step"
    """Multi-step: times `gamma` at 50 and 75 % of the epochs; step: every `step_size` epochs."""
    gamma: float = Field(default=0.1, gt=0, le=1)
    """What a drop leaves of the rate."""
    step_size: int = Field(default=30, ge=1)
    """Epochs between two drops of the schedule `step`."""
    milestones: Literal["exact", "rounded", "steps"] = "exact"
    """Where a drop falls that is not at the end of an epoch.

    `exact`: nowhere, as released; `rounded`: at the end of that epoch; `steps`: at the step itself,
    and the rates of the other schedules follow steps too.
    """
