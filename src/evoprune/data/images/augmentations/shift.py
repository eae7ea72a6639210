"""Shifts of images."""

import numpy as np
from pydantic import Field

from evoprune.data.images.augmentations.base import draws, windows
from evoprune.data.images.labelled import Images
from evoprune.randomness import Streams
from evoprune.settings import Settings


class Shift(Settings):
    """Moves an image down and across by up to some pixels, all moves alike; black comes in."""

    pixels: int = Field(default=2, ge=0)
    """Largest move."""

    def images(self, images: Images, rows: np.ndarray, epoch: int, streams: Streams) -> np.ndarray:
        """See `Augmentation.images`."""
        drawn = draws(streams, epoch, len(images), 2)[rows]
        tops, lefts = (drawn * (2 * self.pixels + 1)).astype(np.int64).T
        return windows(images[rows], tops, lefts, self.pixels)
