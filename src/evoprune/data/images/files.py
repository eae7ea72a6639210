"""Data sets of one file an image, too large for memory."""

import os
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from evoprune.data.images import folders
from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.random_resized_crop import RandomResizedCrop
from evoprune.data.images.base import ImageData
from evoprune.data.images.labelled import Official
from evoprune.data.images.normalisation import Normalisation, NormalisationName
from evoprune.data.places import data_root

PUBLISHED = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""The usual constants of ImageNet, which Places takes too."""


class FileImages(ImageData):
    """Images that are decoded from files when they are asked for, cut to a square."""

    normalisation: NormalisationName = "published"
    """Moments of the training images would take hours: the published ones are the default."""
    size: int = Field(default=224, ge=8, le=1024)
    """Height and width that images are scaled to."""
    augmented_by: ClassVar[type[Augmentation]] = RandomResizedCrop
    published: ClassVar[Normalisation | None] = PUBLISHED

    @property
    def name(self) -> str:
        """Name in paths and tables; see `ImageData.name`."""
        default = type(self).model_fields["size"].default
        return super().name + ("" if self.size == default else f"_p{self.size}")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of what a network sees."""
        return (3, self.size, self.size)

    def official(self, root: Path | None = None) -> Official:
        """All images; see `folders.read`."""
        return folders.read(self.generator, data_root(root), self.size, _cores())[0]


def _cores() -> int:
    """Processor cores that this process may use, which is what a scheduler gave it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
