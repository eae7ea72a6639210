"""Which prunable group the channels of a tensor's axis belong to.

Every layer knows the channels it reads and those it makes (`layers.py`). So a network says by
itself where the filters of a group occur: concatenations, offsets and flattened maps follow from
how its layers are put together, and no table of them can go stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evoprune.errors import ConfigError

KeepMasks = Sequence[np.ndarray]
"""Per prunable group bool, shape (width,); true = kept."""


@dataclass(frozen=True)
class Segment:
    """Neighbouring positions of an axis that come from one layer.

    Attributes:
        width: number of channels.
        group: index of the prunable group they belong to; none where nothing is ever pruned.
        repeat: positions a channel takes: the size of its map once that is flattened.
    """

    width: int
    group: int | None = None
    repeat: int = 1

    @property
    def size(self) -> int:
        """Number of positions."""
        return self.width * self.repeat

    def kept(self, keep_masks: KeepMasks) -> np.ndarray:
        """Which positions stay; bool, shape (size,)."""
        if self.group is None:
            return np.ones(self.size, dtype=bool)
        return np.repeat(keep_masks[self.group], self.repeat)


@dataclass(frozen=True)
class Channels:
    """All positions of an axis, as segments one after another; `+` concatenates."""

    segments: tuple[Segment, ...]

    @classmethod
    def fixed(cls, width: int) -> "Channels":
        """Channels that are never pruned."""
        return cls((Segment(width),))

    @property
    def size(self) -> int:
        """Number of positions."""
        return sum(segment.size for segment in self.segments)

    @property
    def group(self) -> int | None:
        """The group that all positions belong to, if there is one."""
        return self.segments[0].group if len(self.segments) == 1 else None

    def __add__(self, other: "Channels") -> "Channels":
        return Channels(self.segments + other.segments)

    def flattened(self, positions: int) -> "Channels":
        """The channels of maps of `positions` values each, laid out in one row."""
        return Channels(tuple(Segment(s.width, s.group, positions) for s in self.segments))

    def kept(self, keep_masks: KeepMasks) -> np.ndarray:
        """Which positions stay; bool, shape (size,)."""
        return np.concatenate([segment.kept(keep_masks) for segment in self.segments])


class Plan:
    """Hands out the widths of prunable layers, in the order in which layers are made."""

    def __init__(self, widths: Sequence[int] | None = None) -> None:
        """Plan a network of the given widths, or the whole one."""
        self._asked = widths
        self._full: list[int] = []

    def prunable(self, full: int) -> Channels:
        """The channels of the next prunable layer, of `full` filters in the whole network."""
        group = len(self._full)
        self._full.append(full)
        asked = self._asked
        width = full if asked is None or group >= len(asked) else int(asked[group])
        # A width that is refused in the end must not break the layers that come before that.
        return Channels((Segment(max(width, 1), group),))

    def finished(self, name: str) -> tuple[int, ...]:
        """The widths of all groups, once all layers are made.

        Raises:
            ConfigError: other widths were asked for than there can be.
        """
        widths = self._full if self._asked is None else [int(width) for width in self._asked]
        if len(widths) != len(self._full):
            raise ConfigError(f"{name}: {len(widths)} widths for {len(self._full)} prunable groups")
        for group, (width, full) in enumerate(zip(widths, self._full, strict=True)):
            if not 1 <= width <= full:
                raise ConfigError(f"{name}: width {width} of group {group} is not in 1..{full}")
        return tuple(widths)
