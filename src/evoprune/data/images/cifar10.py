"""CIFAR-10."""

from typing import ClassVar, Literal

from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.crop_and_flip import CropAndFlip
from evoprune.data.images.base import ImageData
from evoprune.data.images.normalisation import Normalisation

PUBLISHED = Normalisation((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))
"""What the released code of EvoFC takes for both sets. Its deviations are means over images."""


class Cifar10(ImageData):
    """CIFAR-10: 3 x 32 x 32, ten classes, 50,000 and 10,000 images; from the user's own files."""

    generator: Literal["cifar10"] = "cifar10"
    """Name of the data set."""
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    classes: ClassVar[int] = 10
    augmented_by: ClassVar[type[Augmentation]] = CropAndFlip
    published: ClassVar[Normalisation | None] = PUBLISHED
