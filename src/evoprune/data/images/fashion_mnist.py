"""Fashion-MNIST as images."""

from typing import ClassVar, Literal

from evoprune.data.images.idx import IdxImages


class FashionMnistImages(IdxImages):
    """Articles of clothing of Fashion-MNIST, 28 x 28 grey levels, 60,000 and 10,000 images."""

    generator: Literal["fashion_mnist"] = "fashion_mnist"
    """Name of the data set."""
    files: ClassVar[str] = "fashion_mnist"
