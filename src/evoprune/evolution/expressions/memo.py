"""What was computed of a layer: statistics that many functions share are computed once."""

from collections import OrderedDict
from collections.abc import Mapping

import numpy as np

Key = tuple[tuple[str, ...], int | None]
"""Symbols of an expression, and the class whose operands it was computed from, if any."""

VALUE_ELEMENTS = 500_000
"""Numbers in the largest value that is kept: scalars, maps and filters, rarely samples."""


class Memo:
    """Values of expressions on one layer; those not asked for the longest go first."""

    def __init__(self, elements: int = 8_000_000) -> None:
        """Args:
        elements: numbers that are kept at most, of 8 bytes each.
        """
        self._limit = min(VALUE_ELEMENTS, elements)
        self._room = elements
        self._values: OrderedDict[Key, np.ndarray] = OrderedDict()
        self._shapes: dict[tuple[str, int | None], tuple[int, ...]] = {}

    def get(self, key: Key) -> np.ndarray | None:
        """The value, if it is kept."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def takes(self, size: int) -> bool:
        """Whether a value of so many numbers is kept."""
        return size <= self._limit

    def keep(self, key: Key, value: np.ndarray) -> None:
        """Keeps a value that is not large."""
        if not self.takes(value.size) or key in self._values:
            return
        self._values[key] = value
        self._room -= value.size
        while self._room < 0:
            _, oldest = self._values.popitem(last=False)
            self._room += oldest.size

    def shape(
        self, name: str, class_index: int | None, operands: Mapping[str, np.ndarray]
    ) -> tuple[int, ...]:
        """Shape of an operand; looked at once, as some are made when they are asked for."""
        key = (name, class_index)
        if key not in self._shapes:
            self._shapes[key] = np.shape(operands[name])
        return self._shapes[key]
