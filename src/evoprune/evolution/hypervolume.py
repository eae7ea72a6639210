"""Hypervolume of two objectives."""

from collections.abc import Iterable


def hypervolume(points: Iterable[Iterable[float]], reference: tuple[float, float]) -> float:
    """Area that points dominate, up to a reference point; both objectives are minimised.

    Args:
        points: pairs of objectives, or an array of shape (points, 2); what is beyond the reference
            point adds nothing.
        reference: the corner of the area.

    Returns:
        The area, 0 for no points; larger is better.
    """
    right, top = reference
    area, previous, best = 0.0, right, top
    for x, y in sorted((float(x), float(y)) for x, y in points):
        area += (min(x, right) - previous) * (top - best)
        previous, best = min(x, right), min(best, y)
    return area + (right - previous) * (top - best)
