"""How many filters a ratio leaves."""

import math
from collections.abc import Sequence


def kept_width(width: int, ratio: float) -> int:
    """max(1, ceil(width (1 - ratio))): a layer never loses all its filters.

    Args:
        width: filters of the whole layer.
        ratio: share of filters to remove, 0 to 1.

    Source: spec section 1.4 (released behaviour).
    """
    return max(1, math.ceil(width * (1 - ratio)))


def kept_widths(widths: Sequence[int], ratios: Sequence[float]) -> tuple[int, ...]:
    """The same for all prunable groups, in module order."""
    return tuple(kept_width(*pair) for pair in zip(widths, ratios, strict=True))
