"""CIFAR-100."""

from typing import ClassVar, Literal

from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.crop_and_flip import CropAndFlip
from evoprune.data.images.base import ImageData
from evoprune.data.images.cifar10 import PUBLISHED
from evoprune.data.images.normalisation import Normalisation


class Cifar100(ImageData):
    """CIFAR-100: 3 x 32 x 32, 100 classes, 50,000 and 10,000 images; from the user's own files."""

    generator: Literal["cifar100"] = "cifar100"
    """Name of the data set."""
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    classes: ClassVar[int] = 100
    augmented_by: ClassVar[type[Augmentation]] = CropAndFlip
    published: ClassVar[Normalisation | None] = PUBLISHED
