"""How figures look, as far as a config can say it; imports no plotting library."""

from pydantic import Field

from evoprune.settings import Settings


class PlotSettings(Settings):
    """How figures look; the defaults suit the full width of a two-column paper."""

    width_cm: float = Field(default=17.5, ge=12, le=100)
    """Width of a figure in centimetres; a narrower one needs a smaller font."""
    font_size_pt: float = Field(default=8.0, ge=4, le=30)
    """Size of labels in points; notes and tick labels are a little smaller."""
    line_width_pt: float = Field(default=1.5, gt=0, le=10)
    """Width of a mean or median line in points."""
    run_line_width_pt: float = Field(default=0.5, gt=0, le=10)
    """Width of the line of a single run in points."""
    run_opacity: float = Field(default=0.35, gt=0, le=1)
    """Opacity of single runs, 0 (not seen) to 1."""
    marker_size_pt: float = Field(default=4.0, gt=0, le=20)
    """Size of a marker in points."""
    published_values: bool = True
    """Whether published values are drawn beside ours."""
