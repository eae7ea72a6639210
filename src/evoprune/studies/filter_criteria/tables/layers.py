"""What was chosen for each layer: how much of it goes, and by which criterion."""

import pandas as pd

from evoprune.evolution.codes import ALPHABET
from evoprune.evolution.genome import MIXED
from evoprune.report.cells import Row, quartiles, spread, whole
from evoprune.report.tables import Table
from evoprune.studies.filter_criteria.results import Results

CAPTION = "Ratio and criterion of each layer of the picks, by arm."
NOTES = (
    "Removed: share of the layer's filters that the pick of a run does without; median over runs "
    "and, in brackets, quartiles. Criteria: number of runs whose pick uses it there. Layers are "
    "those that are pruned, from the input on.",
    "Where candidates inherit nothing, criteria decide nothing (quirk 1).",
)
COUNTS = [f"runs_{name}" for name in ALPHABET]
COLUMNS = [
    *("arm", "criteria", "layer", "filters", "runs"),
    *(f"removed_{end}" for end in ("median", "q1", "q3")),
    *COUNTS,
]
HEADINGS = ["arm", "layer", "filters", "runs", "removed, %", *ALPHABET]


def build(results: Results) -> Table:
    """One row a layer of an arm that searched."""
    fronts = results.fronts
    picks = fronts[fronts["picked"]] if len(fronts) else fronts
    rows = [
        _row(own, layer)
        for arm in results.arms
        if len(own := picks[picks["arm"] == arm])
        for layer in range(len(own["keep_masks"].iloc[0]))
    ]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "layer", "filters", "runs", *COUNTS)
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No searches.",))


def _row(own: pd.DataFrame, layer: int) -> Row:
    masks = own["keep_masks"].map(lambda masks: masks[layer])
    row: Row = {name: own[name].iloc[0] for name in ("arm", "criteria")}
    row |= {"layer": layer + 1, "filters": len(masks.iloc[0]), "runs": len(own)}
    row |= quartiles("removed", masks.map(lambda mask: mask.count("0") / len(mask)))
    if row["criteria"] == MIXED:
        used = own["criteria_of_layers"].map(lambda names: names[layer])
        row |= {f"runs_{name}": int((used == name).sum()) for name in ALPHABET}
    return row


def _display(row: Row) -> Row:
    counts = {name: str(row.get(f"runs_{name}", "")) for name in ALPHABET}
    return {
        "arm": row["arm"],
        "layer": str(row["layer"]),
        "filters": str(row["filters"]),
        "runs": str(row["runs"]),
        "removed, %": spread(row, "removed", 1, 100),
        **counts,
    }
