"""MNIST, binarised."""

from typing import Literal

from evoprune.data.binarised import BinarisedImages


class Mnist(BinarisedImages):
    """Handwritten digits of MNIST in black and white, 784 bits; its files are fetched first."""

    generator: Literal["mnist"] = "mnist"
    """Name of the data set."""
