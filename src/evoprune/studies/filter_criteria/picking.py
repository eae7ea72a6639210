"""Which member of a front is taken, and which candidates are trained alone."""

from collections.abc import Sequence

import numpy as np


def nearest_below(shares: Sequence[float], target: float) -> int:
    """Position of the largest share that is not above the target; of the smallest if all are.

    Args:
        shares: of the whole network's operations, one a member.
        target: the share that is wanted.
    """
    below = [share if share <= target else -np.inf for share in shares]
    if max(below) > -np.inf:
        return int(np.argmax(below))
    return int(np.argmin(shares))


def spread_over(shares: Sequence[float], count: int) -> list[int]:
    """Positions of candidates that lie evenly spread over the range of operations.

    The range is cut into as many equal parts as are wanted; of each part that has any, the
    candidate nearest its middle is taken, and then those with the largest gaps around them.

    Args:
        shares: one a candidate.
        count: how many are wanted; all if there are no more.

    Returns:
        Ascending positions.
    """
    values = np.asarray(shares, dtype=np.float64)
    if len(values) <= count:
        return list(range(len(values)))
    edges = np.linspace(values.min(), values.max(), count + 1)
    part = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, count - 1)
    middle = (edges[:-1] + edges[1:]) / 2
    chosen = []
    for number in np.unique(part):
        members = np.flatnonzero(part == number)
        chosen.append(int(members[np.abs(values[members] - middle[number]).argmin()]))
    while len(chosen) < count:
        rest = np.setdiff1d(np.arange(len(values)), chosen)
        gaps = np.abs(values[rest, None] - values[chosen][None]).min(axis=1)
        chosen.append(int(rest[gaps.argmax()]))
    return sorted(chosen)
