"""Fashion-MNIST, binarised."""

from typing import Literal

from evoprune.data.binarised import BinarisedImages


class FashionMnist(BinarisedImages):
    """Articles of clothing of Fashion-MNIST in black and white; its files are fetched first."""

    generator: Literal["fashion_mnist"] = "fashion_mnist"
    """Name of the data set."""
