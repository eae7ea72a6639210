"""ImageNet."""

from typing import ClassVar, Literal

from evoprune.data.images.files import FileImages


class ImageNet(FileImages):
    """ImageNet (ILSVRC 2012), 1,000 classes; from the user's own folders of images."""

    generator: Literal["imagenet"] = "imagenet"
    """Name of the data set."""
    classes: ClassVar[int] = 1000
