"""MNIST as images."""

from typing import ClassVar, Literal

from evoprune.data.images.idx import IdxImages


class MnistImages(IdxImages):
    """Handwritten digits of MNIST, 28 x 28 grey levels, 60,000 and 10,000 images."""

    generator: Literal["mnist"] = "mnist"
    """Name of the data set."""
    files: ClassVar[str] = "mnist"
