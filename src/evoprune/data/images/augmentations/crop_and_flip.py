"""The usual augmentation of CIFAR."""

import numpy as np
from pydantic import Field

from evoprune.data.images.augmentations.base import draws, windows
from evoprune.data.images.labelled import Images
from evoprune.randomness import Streams
from evoprune.settings import Settings


class CropAndFlip(Settings):
    """Pads an image with black, cuts its size from it at random, and mirrors every other one.

    Source: spec of the filter criteria, section 4.4.
    """

    padding: int = Field(default=4, ge=0)
    """Pixels of black on each side."""

    def images(self, images: Images, rows: np.ndarray, epoch: int, streams: Streams) -> np.ndarray:
        """See `Augmentation.images`."""
        drawn = draws(streams, epoch, len(images), 3)[rows]
        tops, lefts = (drawn[:, :2] * (2 * self.padding + 1)).astype(np.int64).T
        cut = windows(images[rows], tops, lefts, self.padding)
        mirrored = drawn[:, 2] < 0.5
        cut[mirrored] = cut[mirrored, :, :, ::-1]
        return cut
