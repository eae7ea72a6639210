"""What functions have to be better than: chance, their inverse, and labels without meaning."""

import numpy as np


def random(channels: int, rng: np.random.Generator) -> np.ndarray:
    """Scores drawn uniformly: any channel is as likely to stay as any other."""
    return rng.random(channels)


def inverted(scores: np.ndarray) -> np.ndarray:
    """Scores that remove what the others keep."""
    return -scores


def shuffled(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The labels of a scoring set on other images of it; each class has as many as before."""
    return rng.permutation(labels)
