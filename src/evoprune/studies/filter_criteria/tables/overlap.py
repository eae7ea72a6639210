"""What scores are worth: whether a second scoring keeps the same filters, and what they follow."""

import pandas as pd

from evoprune.evolution.codes import ALPHABET
from evoprune.report.cells import Row, quartiles, spread, whole
from evoprune.report.tables import Table, number
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "How alike two scorings of the same network on the same images are, and what scores follow, "
    "before the search and after it."
)
NOTES = (
    "Overlap: share of the filters that one scoring keeps at a ratio of one half which a second "
    "one keeps as well, mean over the layers; by chance one half. Scale: Spearman correlation of "
    "scores with the magnitude of batch normalisation's scale, mean over the layers; none while "
    "all scales of a layer are the same. Spread: coefficient of variation of the scales.",
    "Median over runs and, in brackets, quartiles. All criteria are observed in every arm, "
    "whichever it uses.",
)
CHANCE = 0.5
MOMENTS = {"before the search": "first", "after it": "last"}
MEASURES = ("overlap", "scale", "spread")
COLUMNS = [
    *("arm", "variant", "criterion", "moment", "generation", "runs", "chance"),
    *(f"{name}_{end}" for name in MEASURES for end in ("median", "q1", "q3")),
]
HEADINGS = ["arm", "criterion", "when", "runs", "overlap", "by chance", "scale", "spread"]


def build(results: Results) -> Table:
    """One row an arm, evolving criterion and moment."""
    there = results.generations
    there = there[there["overlap_l1"].notna()] if "overlap_l1" in there else there.iloc[:0]
    rows = [
        _row(own, criterion, moment)
        for arm in results.arms
        if len(own := there[there["arm"] == arm])
        for criterion in ALPHABET
        for moment in MOMENTS
    ]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "generation", "runs")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    return Table(data, display, CAPTION, NOTES if rows else ("No searches with inheritance.",))


def _row(own: pd.DataFrame, criterion: str, moment: str) -> Row:
    ordered = own.sort_values("generation").groupby("seed")
    at = ordered.head(1) if MOMENTS[moment] == "first" else ordered.tail(1)
    row: Row = {name: own[name].iloc[0] for name in ("arm", "variant")}
    row |= {"criterion": criterion, "moment": moment, "runs": len(at), "chance": CHANCE}
    row |= {"generation": int(at["generation"].iloc[0])}
    row |= quartiles("overlap", at[f"overlap_{criterion}"])
    row |= quartiles("scale", at[f"gamma_{criterion}"])
    return row | quartiles("spread", at["gamma_spread"])


def _display(row: Row) -> Row:
    return {
        "arm": row["arm"],
        "criterion": row["criterion"],
        "when": row["moment"],
        "runs": str(row["runs"]),
        "overlap": spread(row, "overlap", 2),
        "by chance": number(row["chance"], 2),
        "scale": spread(row, "scale", 2),
        "spread": spread(row, "spread", 3),
    }
