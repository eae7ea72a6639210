"""Data sets of images in a config."""

from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from evoprune.data.images import IMAGES
from evoprune.registry import load


def _generator(values: Any) -> str:
    """Name of a data set: Fashion-MNIST where its settings say none."""
    if isinstance(values, dict):
        return str(values.get("generator", "fashion_mnist"))
    return str(getattr(values, "generator", "fashion_mnist"))


ImageSettings: Any = Annotated[
    reduce(or_, (Annotated[load("data set of images", IMAGES, n), Tag(n)] for n in IMAGES)),
    Discriminator(_generator),
]
"""Settings of any registered data set of images; `generator` says of which."""
