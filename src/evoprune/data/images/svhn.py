"""SVHN, cropped digits."""

from typing import ClassVar, Literal

from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.shift import Shift
from evoprune.data.images.base import ImageData


class Svhn(ImageData):
    """House numbers of SVHN: 3 x 32 x 32, 73,257 and 26,032 images; from the user's own files."""

    generator: Literal["svhn"] = "svhn"
    """Name of the data set."""
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    classes: ClassVar[int] = 10
    augmented_by: ClassVar[type[Augmentation]] = Shift
