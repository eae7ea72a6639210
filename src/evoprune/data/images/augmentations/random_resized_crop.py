"""The usual augmentation of ImageNet."""

import math
from typing import NamedTuple

import numpy as np
from pydantic import Field

from evoprune.data.images.augmentations.base import PURPOSE
from evoprune.data.images.folders import FolderImages
from evoprune.data.images.labelled import Images
from evoprune.errors import ConfigError
from evoprune.randomness import Streams
from evoprune.settings import Settings

ATTEMPTS = 10
"""Boxes that are drawn for an image until one lies inside."""

LARGEST_RATIO = 4 / 3
"""Width over height of a box, or height over width, at most."""


class View(NamedTuple):
    """A box of an image in shares of its width and height, and whether it is mirrored."""

    left: float
    top: float
    right: float
    bottom: float
    mirrored: bool


class RandomResizedCrop(Settings):
    """Cuts a box of random area and shape from an image file, scales it and mirrors every other.

    Source: spec of the filter criteria, section 4.4.
    """

    smallest: float = Field(default=0.08, gt=0)
    """Smallest area of a box, as a share of the image."""
    largest: float = Field(default=1.25, gt=0)
    """Largest area that is drawn; boxes that do not fit are drawn again."""

    def images(self, images: Images, rows: np.ndarray, epoch: int, streams: Streams) -> np.ndarray:
        """See `Augmentation.images`; boxes are cut before anything is scaled.

        Raises:
            ConfigError: the images are not files.
        """
        if not isinstance(images, FolderImages):
            raise ConfigError("random_resized_crop: only for data sets of one file an image")

        def view(row: int, width: int, height: int) -> View:
            generator = streams.generator(PURPOSE, node=row, epoch=epoch)
            return self.view(generator.random((ATTEMPTS, 4)), generator.random(), width / height)

        return images.views(rows, view)

    def view(self, drawn: np.ndarray, mirror: float, ratio: float) -> View:
        """The box of an image.

        Args:
            drawn: numbers from 0 to 1, shape (attempts, 4).
            mirror: another; below a half the image is mirrored.
            ratio: width over height of the image.
        """
        for area, shape, across, down in drawn:
            share = self.smallest + area * (self.largest - self.smallest)
            stretch = math.exp((2 * shape - 1) * math.log(LARGEST_RATIO))
            width, height = math.sqrt(share * stretch / ratio), math.sqrt(share * ratio / stretch)
            if width <= 1 and height <= 1:
                left, top = across * (1 - width), down * (1 - height)
                return View(left, top, left + width, top + height, mirror < 0.5)
        width, height = min(1.0, LARGEST_RATIO / ratio), min(1.0, LARGEST_RATIO * ratio)
        left, top = (1 - width) / 2, (1 - height) / 2
        return View(left, top, left + width, top + height, mirror < 0.5)
