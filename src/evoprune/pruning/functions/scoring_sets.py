"""Images that channels are scored on."""

import numpy as np

from evoprune.data.images.labelled import Part
from evoprune.errors import ConfigError


def balanced(part: Part, per_class: int) -> Part:
    """As many rows of each class, the first ones, in the order of the part.

    Args:
        part: what they are taken from.
        per_class: how many, if every class has as many; else as many as the smallest has.

    Raises:
        ConfigError: none of a class is wanted.
    """
    if per_class < 1:
        raise ConfigError(f"{per_class} images of a class to score on")
    labels = part.labels
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    each = min(per_class, *map(len, classes))
    return Part(part.source, part.rows[np.sort(np.concatenate([rows[:each] for rows in classes]))])
