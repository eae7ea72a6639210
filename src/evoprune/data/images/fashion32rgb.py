"""Fashion-MNIST in the shape of CIFAR, for networks of that shape where there is no CIFAR."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from evoprune.data.images.idx import IdxImages
from evoprune.data.images.labelled import Labelled, Official

MARGIN = 2
"""Pixels of black on each side."""


class Fashion32Rgb(IdxImages):
    """Fashion-MNIST in the shape of CIFAR, 3 x 32 x 32; says nothing of accuracy on CIFAR."""

    generator: Literal["fashion32rgb"] = "fashion32rgb"
    """Name of the data set."""
    files: ClassVar[str] = "fashion_mnist"
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)

    def official(self, root: Path | None = None) -> Official:
        """All images with a margin, each channel the same; see `ImageData.official`."""
        train, test = super().official(root)
        return Official(_enlarged(train), _enlarged(test))


def _enlarged(labelled: Labelled) -> Labelled:
    sides = (MARGIN, MARGIN)
    grey = np.pad(np.asarray(labelled.images), ((0, 0), (0, 0), sides, sides))
    return Labelled(np.repeat(grey, 3, axis=1), labelled.labels)
