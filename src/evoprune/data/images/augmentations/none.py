"""No augmentation."""

import numpy as np

from evoprune.data.images.labelled import Images
from evoprune.randomness import Streams
from evoprune.settings import Settings


class Unchanged(Settings):
    """Images as they are."""

    def images(self, images: Images, rows: np.ndarray, epoch: int, streams: Streams) -> np.ndarray:
        """See `Augmentation.images`."""
        del epoch, streams
        return images[rows]
