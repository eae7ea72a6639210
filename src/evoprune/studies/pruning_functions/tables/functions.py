"""Every function that was tried on tasks: its formula, its size, and where it comes from."""

import pandas as pd

from evoprune.evolution.expressions.printing import as_text, simplified
from evoprune.evolution.expressions.tree import Tree
from evoprune.report.tables import Table
from evoprune.studies.pruning_functions.kinds import NAMES
from evoprune.studies.pruning_functions.results import Results

CAPTION = "Functions that were tried on tasks, as formulas."
NOTES = (
    "Formulas are simplified where that changes no score; nodes and height are those of the tree "
    "as it is. A score is the sum of the formula over all classes and entries. + and - stand for a "
    "class and all others: mu are means and sigma^2 variances of activations, n numbers of "
    "samples, fbar mean maps, w the filter that makes a channel and W all filters of the layer.",
    "Equal to: the first function of the table with the same tree.",
)
COLUMNS = ["function", "kind", "size", "height", "formula", "simplified", "equal_to"]
HEADINGS = ["function", "kind", "nodes", "height", "formula", "equal to"]


def build(results: Results) -> Table:
    """One row a function."""
    rows, first = [], dict[tuple[str, ...], str]()
    for own in results.functions.to_dict("records"):
        row = {name: own[name] for name in ("function", "kind", "size", "height", "formula")}
        symbols = tuple(own["tree"] or ())
        if symbols:
            row["simplified"] = as_text(simplified(Tree(symbols)))
            equal = first.setdefault(symbols, str(own["function"]))
            row["equal_to"] = None if equal == own["function"] else equal
        rows.append(row)
    data = pd.DataFrame(rows, columns=COLUMNS).astype({"size": "Int64", "height": "Int64"})
    display = data.drop(columns="formula").rename(columns={"simplified": "formula"})
    display["kind"] = [NAMES[kind] for kind in display["kind"]]
    shown = display[["function", "kind", "size", "height", "formula", "equal_to"]]
    shown = shown.astype(object).where(shown.notna(), "").astype(str).set_axis(HEADINGS, axis=1)
    return Table(data, shown, CAPTION, NOTES if rows else ("No transfer.",))
