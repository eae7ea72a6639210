"""Places365."""

from typing import ClassVar, Literal

from evoprune.data.images.files import FileImages


class Places365(FileImages):
    """Places365-Standard, 365 classes of scenes; from the user's own folders of images."""

    generator: Literal["places365"] = "places365"
    """Name of the data set."""
    classes: ClassVar[int] = 365
