"""One look for all figures, and files that are the same bytes for the same input.

Colours are those of Okabe and Ito, told apart by colour-blind readers and in grey; markers differ
too. Figures are objects: nothing here touches pyplot or leaves a global setting behind.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from evoprune import artifacts
from evoprune.report.settings import PlotSettings

CM_PER_INCH = 2.54
PUBLISHED_COLOUR = "#7a7a7a"
REFERENCE_COLOUR = "#9a9a9a"
MISSING_COLOUR = "#ececec"


class Look(NamedTuple):
    """Colour and marker of one operator or schedule."""

    colour: str
    marker: str


OPERATOR_LOOKS = {
    "none": Look("#000000", "o"),
    "random": Look("#d55e00", "^"),
    "variance": Look("#0072b2", "s"),
    "conjunctive": Look("#009e73", "D"),
}
FALLBACK_LOOKS = (
    Look("#cc79a7", "v"),
    Look("#e69f00", "P"),
    Look("#56b4e9", "X"),
    Look("#7f4f24", "p"),
)
SCHEDULE_LOOKS = {
    "fixed": Look("#0072b2", "s"),
    "increase": Look("#e69f00", "^"),
    "decrease": Look("#7f4f24", "v"),
    "population": Look("#009e73", "D"),
    "exponential": Look("#d55e00", "o"),
    "final_n": Look("#cc79a7", "P"),
    "prune_after": Look("#56b4e9", "X"),
    "none": Look("#000000", "."),
}


def looks(names: Sequence[str], known: dict[str, Look]) -> dict[str, Look]:
    """Look of each name; those not in `known` take the fallback looks in their order."""
    unknown = [name for name in names if name not in known]
    extra = {n: FALLBACK_LOOKS[i % len(FALLBACK_LOOKS)] for i, n in enumerate(unknown)}
    return {name: known.get(name) or extra[name] for name in names}


@contextmanager
def rc(plot: PlotSettings) -> Iterator[None]:
    """Matplotlib's own defaults plus our style, for drawing and for saving."""
    small = 0.875 * plot.font_size_pt
    ours: dict[str, Any] = {
        "font.family": "DejaVu Sans",
        "font.size": plot.font_size_pt,
        "axes.titlesize": plot.font_size_pt,
        "axes.titlelocation": "left",
        "axes.labelsize": plot.font_size_pt,
        "legend.fontsize": small,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "axes.linewidth": 0.6,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
        "lines.linewidth": plot.line_width_pt,
        "lines.markersize": plot.marker_size_pt,
        "hatch.linewidth": 0.4,
        # Outlines look the same where a font is absent; the salt replaces random element ids.
        "svg.fonttype": "path",
        "svg.hashsalt": "evoprune",
        "pdf.fonttype": 42,
    }
    with matplotlib.style.context(["default", ours]):
        yield


def new_figure(plot: PlotSettings, height_to_width: float) -> Figure:
    """An empty figure of the configured width whose parts make room for each other."""
    width = plot.width_cm / CM_PER_INCH
    # The margin absorbs that text is measured on screen and set a little wider in a file.
    engine = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.04)
    return Figure(figsize=(width, width * height_to_width), layout=engine, dpi=100)


def freeze(figure: Figure) -> Figure:
    """Compute the layout once, so that every file of the figure has the same one."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def save(figure: Figure, stem: Path, plot: PlotSettings) -> list[Path]:
    """Write `stem`.svg and `stem`.pdf with their checksums; return the paths.

    The bytes depend on the figure and the version of matplotlib, not on the time.
    """
    written = []
    for suffix, metadata in (("svg", {"Date": None}), ("pdf", {"CreationDate": None})):
        buffer = BytesIO()
        with rc(plot):
            figure.savefig(buffer, format=suffix, metadata=metadata)
        path = stem.with_name(f"{stem.name}.{suffix}")
        artifacts.write_bytes(path, buffer.getvalue())
        written.append(path)
    return written
