"""Tables as CSV (full precision, for programs) and as Markdown and LaTeX (rounded, for readers).

A value that is not there is an empty cell in CSV and an en dash for readers; NaN is never written.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evoprune import artifacts

EN_DASH = "–"
INFINITY = "∞"
LATEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    EN_DASH: "--",
    INFINITY: r"$\infty$",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
MINUS = re.compile(r"(?<!\w)-(?=[\d∞$])")


@dataclass(frozen=True)
class Table:
    """One table: `data` for programs, `display` (strings, the same rows) for readers."""

    data: pd.DataFrame
    display: pd.DataFrame
    caption: str
    notes: tuple[str, ...] = ()


def write(table: Table, stem: Path) -> list[Path]:
    """Write `stem`.csv, `stem`.md and `stem`.tex with their checksums; return the paths."""
    texts = {"csv": csv_text(table.data), "md": markdown(table), "tex": latex(table)}
    paths = [stem.with_name(f"{stem.name}.{suffix}") for suffix in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        artifacts.write_bytes(path, text.encode())
    return paths


def csv_text(data: pd.DataFrame) -> str:
    """The data with ten significant digits."""
    return data.to_csv(index=False, float_format="%.10g", lineterminator="\n")


def markdown(table: Table) -> str:
    """Caption, table and notes; numbers are aligned to the right."""
    header = [_markdown_cell(str(name)) for name in table.display.columns]
    rule = ["---:" if numeric else "---" for numeric in _numeric(table.display)]
    rows = [[_markdown_cell(cell) for cell in row] for row in _rows(table.display)]
    lines = ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]
    notes = [f"* {note}" for note in table.notes]
    return "\n".join([table.caption, "", *lines, *([""] if notes else []), *notes, ""])


def latex(table: Table) -> str:
    """A table environment for the booktabs package, notes below."""
    columns = "".join("r" if numeric else "l" for numeric in _numeric(table.display))
    header = _latex_row([str(name) for name in table.display.columns])
    rows = [_latex_row(row) for row in _rows(table.display)]
    body = [r"\toprule", header, r"\midrule", *rows, r"\bottomrule"]
    tabular = [rf"\begin{{tabular}}{{{columns}}}", *body, r"\end{tabular}"]
    notes = [r"\par\footnotesize " + escape_latex(note) for note in table.notes]
    caption = rf"\caption{{{escape_latex(table.caption)}}}"
    lines = [r"\begin{table}", r"\centering", caption, *tabular, *notes, r"\end{table}"]
    return "\n".join(["% needs \\usepackage{booktabs}", *lines, ""])


def escape_latex(text: str) -> str:
    """`text` with the characters that mean something to LaTeX escaped; minus signs set as such."""
    escaped = "".join(LATEX_ESCAPES.get(character, character) for character in text)
    return MINUS.sub("$-$", escaped)


def csv_number(value: object) -> object:
    """A number with ten significant digits for CSV, everything else as it is."""
    return f"{value:.10g}" if isinstance(value, float) else value


def number(value: float | None, digits: int) -> str:
    """`value` with `digits` decimals, empty if there is none; never a negative zero."""
    if value is None or pd.isna(value):
        return ""
    if math.isinf(value):
        return INFINITY if value > 0 else f"-{INFINITY}"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def with_interval(
    value: float | None,
    low: float | None,
    high: float | None,
    digits: int,
    scale: float = 1.0,
) -> str:
    """A value with its interval in brackets, without one if there is none.

    Args:
        value: empty text if there is none.
        low: lower end.
        high: upper end.
        digits: decimals.
        scale: what all are multiplied by, e.g. 100 for percent.
    """
    text, *ends = (number(None if v is None else scale * v, digits) for v in (value, low, high))
    return f"{text} [{ends[0]}, {ends[1]}]" if text and all(ends) else text


def probability(p: float | None) -> str:
    """A p-value with two significant digits, empty if there is none."""
    if p is None or pd.isna(p):
        return ""
    return f"{p:.1e}" if p < 0.001 else f"{p:.2g}"


def _rows(display: pd.DataFrame) -> list[list[str]]:
    return [[str(cell) or EN_DASH for cell in row] for row in display.itertuples(index=False)]


def _numeric(display: pd.DataFrame) -> list[bool]:
    """Whether a column holds numbers (and what goes with them, e.g. an interval)."""
    number_like = re.compile(r"-?[\d∞][\d.e\-]*( .*)?|")
    return [
        len(display) > 0 and all(number_like.fullmatch(str(cell)) for cell in display[name])
        for name in display.columns
    ]


def _markdown_cell(text: str) -> str:
    return MINUS.sub("−", text.replace("|", r"\|"))


def _latex_row(cells: Sequence[str]) -> str:
    return " & ".join(escape_latex(cell) for cell in cells) + r" \\"
