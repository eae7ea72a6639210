"""How much longer steps take in the course of a run.

The numba engine skips units that no row excites. Training wakes them, so later steps cost more.
"""

import time
from collections.abc import Callable

import numpy as np

EPOCHS, BLOCK = 400, 20
"""Epochs of a published run, and of the blocks that it is cut into."""


def growth(
    epoch: Callable[[], object],
    epochs: int = EPOCHS,
    clock: Callable[[], float] = time.thread_time,
) -> float:
    """Mean time of an epoch of a run over that of its first block.

    Args:
        epoch: trains one epoch, from where the last one ended.
        epochs: of the run, a multiple of the block.
        clock: seconds; CPU time of the thread by default.
    """
    seconds = []
    for _ in range(epochs):
        start = clock()
        epoch()
        seconds.append(clock() - start)
    # Medians, as other programs slow down an epoch here and there.
    blocks = np.median(np.reshape(seconds, (-1, BLOCK)), axis=1)
    return float(blocks.mean() / blocks[0])
