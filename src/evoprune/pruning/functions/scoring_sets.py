"""Images that channels are scored on."""

import numpy as np

from evoprune.data.images.labelled import Part
from evoprune.errors import ConfigError


def balanced(part: Part, per_class: int) -> Part:
    """The first `per_class` rows of each class, in the order of the part.

    Raises:
        ConfigError: a class has fewer.
    """
    labels = part.labels
    chosen = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        if not 1 <= per_class <= len(rows):
            raise ConfigError(f"{per_class} images of class {label} to score on of {len(rows)}")
        chosen[rows[:per_class]] = True
    return Part(part.source, part.rows[chosen])
