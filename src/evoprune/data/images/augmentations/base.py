"""What an augmentation is, and the draws that it is a function of."""

from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from evoprune.data.images.labelled import Images
from evoprune.randomness import Streams

PURPOSE = "augmentation"
"""Name of the stream."""


class Augmentation(Protocol):
    """Changes images at random before they are trained on."""

    def images(self, images: Images, rows: np.ndarray, epoch: int, streams: Streams) -> np.ndarray:
        """Some images as an epoch shows them.

        Args:
            images: the official set.
            rows: which of them, shape (size,); a row's draws depend on nothing but it and `epoch`.
            epoch: from 0.
            streams: those of the run.

        Returns:
            uint8, shape (size, channels, height, width).
        """


@lru_cache(maxsize=4)
def draws(streams: Streams, epoch: int, rows: int, each: int) -> np.ndarray:
    """Numbers from 0 to 1 for every row of the official set, shape (rows, each).

    Each number takes one step of the stream, so that a row has the same ones whatever `rows` is.
    """
    return streams.generator(PURPOSE, epoch=epoch).random((rows, each))


def windows(images: np.ndarray, tops: np.ndarray, lefts: np.ndarray, margin: int) -> np.ndarray:
    """Cuts of the images' own size from images with a black margin.

    Args:
        images: uint8, shape (rows, channels, height, width).
        tops: where each cut begins in the widened image, 0 to twice the margin, shape (rows,).
        lefts: the same across.
        margin: pixels of black on each side.
    """
    rows, channels, height, width = images.shape
    wide = np.zeros((rows, channels, height + 2 * margin, width + 2 * margin), np.uint8)
    wide[:, :, margin : margin + height, margin : margin + width] = images
    cuts = sliding_window_view(wide, (height, width), axis=(2, 3))
    return np.asarray(cuts[np.arange(rows), :, tops, lefts])
