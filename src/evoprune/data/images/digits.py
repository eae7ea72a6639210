"""The 8 x 8 digits."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from evoprune.data.images.base import ImageData
from evoprune.data.images.labelled import Labelled, Official
from evoprune.data.stratification import stratified_cut
from evoprune.randomness import Streams

TEST_SHARE = 5
"""One image in so many is a test image."""


class Digits(ImageData):
    """Handwritten digits of 8 x 8 pixels from 0 to 16, 1,797 images; fetched from scikit-learn.

    They come as one set. A fixed fifth of every class is the test set, whatever `seed` is.
    """

    generator: Literal["digits"] = "digits"
    """Name of the data set."""
    image_shape: ClassVar[tuple[int, int, int]] = (1, 8, 8)
    classes: ClassVar[int] = 10
    white: ClassVar[int] = 16

    def official(self, root: Path | None = None) -> Official:
        """Training and test images; see `ImageData.official`."""
        images, labels = super().official(root).train
        test = len(labels) // TEST_SHARE
        streams = Streams(0, "digits_test", 0)
        cut = stratified_cut(labels, len(labels) - test, test, streams)
        parts = [Labelled(np.asarray(images[rows]), labels[rows]) for rows in cut]
        return Official(*parts)
