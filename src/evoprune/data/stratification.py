"""Draws rows in proportion to the classes."""

import numpy as np

from evoprune.errors import ConfigError
from evoprune.randomness import Streams


def stratified_cut(
    labels: np.ndarray, training: int, validation: int, streams: Streams
) -> tuple[np.ndarray, np.ndarray]:
    """Two sets of rows without a common one, each with every class in proportion.

    Each class is shuffled by a stream of its own; training rows are taken from its start and
    validation rows from its end, so that neither depends on how many there are of the other, but
    for the rounding of their numbers.

    Args:
        labels: class of each row, shape (rows,), integers from 0.
        training: number of training rows.
        validation: number of validation rows.
        streams: where the draws come from.

    Returns:
        Indices of training and of validation rows, each ascending, shapes (training,) and
        (validation,).

    Raises:
        ConfigError: there are fewer rows than asked for.
    """
    if training + validation > len(labels):
        raise ConfigError(
            f"rows ({training}) and heldout ({validation}) exceed the {len(labels)} rows to cut"
        )
    counts = np.bincount(labels)
    heldout = apportioned(validation, counts)
    kept = apportioned(training, counts - heldout)
    shuffled = [
        streams.generator("rows", node=label).permutation(np.flatnonzero(labels == label))
        for label in range(len(counts))
    ]
    starts = [rows[:n] for rows, n in zip(shuffled, kept, strict=True)]
    ends = [rows[len(rows) - n :] for rows, n in zip(shuffled, heldout, strict=True)]
    return np.sort(np.concatenate(starts)), np.sort(np.concatenate(ends))


def apportioned(total: int, counts: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to `counts` that sum to `total`; none exceeds its count.

    Shares are rounded down, and what is left goes to the largest remainders, the first class
    first where they are equal.

    Args:
        total: at most the sum of `counts`.
        counts: shape (classes,).
    """
    whole = int(counts.sum())
    shares, remainders = np.divmod(total * counts.astype(np.int64), max(whole, 1))
    first = np.argsort(-remainders, kind="stable")[: total - int(shares.sum())]
    shares[first] += 1
    return np.asarray(shares)
