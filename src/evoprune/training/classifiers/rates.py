"""Learning rates over the epochs. Source: spec of the filter criteria, section 3."""

import math

from evoprune.training.classifiers.settings import TrainingSettings

SHARES = (0.5, 0.75)
"""Where the multi-step schedule drops."""


def rate(settings: TrainingSettings, step: int, per_epoch: int) -> float:
    """The learning rate of a step, from 0; beyond the last epoch it stays.

    Args:
        settings: of the schedule.
        step: number of the step.
        per_epoch: steps of an epoch.
    """
    epoch = step / per_epoch if settings.milestones == "steps" else step // per_epoch
    if settings.schedule == "cosine":
        share = min(1.0, epoch / settings.epochs)
        return settings.learning_rate * (1 + math.cos(math.pi * share)) / 2
    if settings.schedule == "step":
        drops = int(epoch // settings.step_size)
    else:
        drops = sum(epoch >= milestone for milestone in milestones(settings))
    return float(settings.learning_rate * settings.gamma**drops)


def milestones(settings: TrainingSettings) -> list[float]:
    """Epochs at which the multi-step schedule drops.

    As released, one that is no whole number is never met (quirk 11): 25 epochs have none.
    """
    wanted = [settings.epochs * share for share in SHARES]
    if settings.milestones == "rounded":
        return [math.ceil(epoch) for epoch in wanted]
    return [m for m in wanted if settings.milestones == "steps" or m.is_integer()]
