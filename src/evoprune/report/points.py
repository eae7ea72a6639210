"""Runs as points: their colour, marker and size."""

from typing import Any, NamedTuple

from evoprune.report.settings import PlotSettings


class Look(NamedTuple):
    """Colour and marker of an arm, or of a kind of what is compared.

    Attributes:
        colour: of line and filling.
        marker: its form.
        filled: or hollow.
    """

    colour: str
    marker: str
    filled: bool

    def points(self, size: float) -> dict[str, Any]:
        """Line properties of runs as points without a line.

        Args:
            size: of a marker in points.
        """
        return {
            "linestyle": "none",
            "marker": self.marker,
            "markersize": size,
            "markerfacecolor": self.colour if self.filled else "white",
            "markeredgecolor": self.colour,
            "markeredgewidth": 0.8,
        }


def size(plot: PlotSettings) -> float:
    """Size of a run's marker in points."""
    return 0.9 * plot.marker_size_pt
