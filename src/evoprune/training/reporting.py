"""The loss on all training rows, measured at report epochs."""

from typing import NamedTuple

import numpy as np

from evoprune.training.engines.base import History, Stack
from evoprune.training.job import Job


class Report(NamedTuple):
    """Mean L1 over all training rows, and its standard deviation over batches (spec section 7)."""

    mean: float
    sd: float


def mean_loss(job: Job, stack: Stack, index: int) -> float:
    """Mean L1 of one network over all training rows; leaves no trace in any history."""
    return float(job.engine.row_losses(stack, index, job.train_rows).mean(dtype=np.float64))


def report(
    job: Job, stack: Stack, index: int, batches: np.ndarray, history: History | None
) -> Report:
    """Measure one network as the released code does, in shuffled batches.

    The passes enter the activation history, as they do there (spec section 5.3).

    Args:
        batches: a shuffle of the rows cut into batches, shape (batches, B); -1 for "no row".
    """
    present = batches >= 0
    losses = job.engine.row_losses(
        stack, index, job.train_rows, order=batches[present], history=history
    )
    totals = np.where(present, losses[batches], 0).sum(axis=1, dtype=np.float64)
    of_batches = totals / present.sum(axis=1)
    return Report(float(losses.mean(dtype=np.float64)), float(of_batches.std()))
