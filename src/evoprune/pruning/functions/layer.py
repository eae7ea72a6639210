"""What functions of a channel are made of: its maps on a scoring set, and its filters."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands

SAMPLES = frozenset({"X", "P", "Q"})
"""Operands with a row an image: too large to be kept."""
NORM = ("gamma", "beta", "running_mean", "running_variance")
"""What the batch normalisation of a channel knows of it."""

Makers = dict[str, Callable[[], np.ndarray]]
"""What makes an array, by its name."""
Recent = dict[str, tuple[object, np.ndarray]]
"""Of `SAMPLES` those that were made last, and whose they are: only these are held."""


class Made(Mapping[str, np.ndarray]):
    """Arrays that are made when they are asked for, of which the small ones are kept.

    Args:
        makers: what makes each array.
        recent: holds the large ones, of these arrays or of others that share it.
    """

    def __init__(self, makers: Makers, recent: Recent) -> None:
        self._makers, self._recent = makers, recent
        self._owner = object()
        self._kept: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name in self._kept:
            return self._kept[name]
        owner, array = self._recent.get(name, (None, None))
        if array is not None and owner is self._owner:
            return array
        array = self._makers[name]()
        array.flags.writeable = False
        if name in SAMPLES:
            self._recent[name] = (self._owner, array)
        else:
            self._kept[name] = array
        return array

    def __contains__(self, name: object) -> bool:
        return name in self._makers  # to make it would do as well, and take long

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def layer_operands(
    maps: np.ndarray,
    labels: np.ndarray,
    classes: int,
    filters: np.ndarray,
    norm: Mapping[str, np.ndarray] | None = None,
    *,
    recent: Recent | None = None,
) -> LayerOperands:
    """The operands of a layer, float64.

    Shared by all classes are `X` (channels, n, D), its rows' mean `mX` (channels, D), `WI`
    (channels, height, width, inputs) or (channels, inputs), `W` (1, height, width, inputs,
    channels) or (1, inputs, channels), `labels` (1, n, classes) of zeros and ones, and with a batch
    normalisation those of `NORM` (channels,). Of each class are `P` (channels, n_c, D), the rows of
    X of its images, and `Q` all others; their means `mP` and `mQ` (channels, D), and `N` (1,), n_c.

    Args:
        maps: what its channels are on n images, shape (channels, n, D), in any precision.
        labels: int, shape (n,).
        classes: number of classes.
        filters: weight of the layer that makes them, shape (channels, inputs, height, width) or
            (channels, inputs).
        norm: the four of `NORM`, each (channels,), if it has a batch normalisation.
        recent: shared by layers that are scored one after another.

    Raises:
        ValueError: a class has no image, or there is only one class.
    """
    counts = np.bincount(labels, minlength=classes)
    if len(counts) != classes or not counts.all() or classes < 2:
        raise ValueError(f"images of {classes} classes to score on: {counts.tolist()} of each")
    recent = {} if recent is None else recent
    rows = np.arange(classes)[:, None] == labels
    shared: Makers = {
        "X": lambda: maps.astype(np.float64),
        "mX": lambda: maps.mean(axis=1, dtype=np.float64),
        "labels": lambda: rows.T[None].astype(np.float64),
        "WI": lambda: np.moveaxis(filters, 1, -1).astype(np.float64),
        "W": lambda: np.moveaxis(np.moveaxis(filters, 1, -1), 0, -1)[None].astype(np.float64),
    }
    for name, values in (norm or {}).items():
        shared[name] = partial(values.astype, np.float64)
    of_class = tuple(Made(_of_class(maps, own), recent) for own in rows)
    return LayerOperands(len(maps), classes, Made(shared, recent), of_class)


def _of_class(maps: np.ndarray, own: np.ndarray) -> Makers:
    """Makers of the operands of a class, whose rows are true in `own`."""
    return {
        "P": lambda: _rows(maps, own),
        "Q": lambda: _rows(maps, ~own),
        "mP": lambda: _rows(maps, own).mean(axis=1),
        "mQ": lambda: _rows(maps, ~own).mean(axis=1),
        "N": lambda: np.array([float(np.count_nonzero(own))]),
    }


def _rows(maps: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Some images of all channels as float64, contiguous.

    Channel by channel, which fits into caches: a mask over all of them at once takes three times
    as long.
    """
    rows = np.flatnonzero(chosen)
    found = np.empty((len(maps), len(rows), maps.shape[2]))
    for channel, samples in enumerate(maps):
        found[channel] = samples.take(rows, axis=0)
    return found
