"""All pairs of arms of a mode: a look around, not a test of anything that was asked before."""

from itertools import combinations

import pandas as pd

from evoprune.report.runs import by_seed
from evoprune.report.tables import Table, number, probability
from evoprune.statistics.multiplicity import benjamini_hochberg, benjamini_yekutieli
from evoprune.statistics.paired import MINIMUM_PAIRS, compare
from evoprune.studies.autoencoder.results import OPERATORS, SCHEDULES, Results, known_first

CAPTION = "Exploratory: all pairs of published arms in mode {mode}, final training L1 (best cell)."
LEVEL = 0.05
NOTES = (
    "Difference: Hodges-Lehmann estimate of the first arm minus the second, paired by seed, with "
    "its exact 95 % interval. q: exact Wilcoxon p after Benjamini and Hochberg, which controls the "
    f"share of false finds; flagged where it is at most {LEVEL:g}. q (BY): after Benjamini and "
    "Yekutieli, right under any dependence.",
    "Nothing here was asked beforehand: flagged pairs are for further study and decide no claim.",
)
COLUMNS = ["first", "second", "pairs", "effect", "low", "high", "p", "q", "q_by", "flagged"]


def build(results: Results, mode: str) -> Table:
    """One row a pair of arms with six or more common seeds, smallest q first."""
    rows = _pairs(results.of_scope(mode))
    ps = [float(str(row["p"])) for row in rows]
    corrected = benjamini_hochberg(ps), benjamini_yekutieli(ps)
    for row, q, q_by in zip(rows, *corrected, strict=True):
        row |= {"q": q, "q_by": q_by, "flagged": q <= LEVEL}
    rows.sort(key=lambda row: float(str(row["p"])))
    data = pd.DataFrame(rows, columns=COLUMNS)
    caption = CAPTION.format(mode=mode)
    empty = (f"No pairs with {MINIMUM_PAIRS} common seeds.",)
    return Table(data, _display(data), caption, NOTES if rows else empty)


def _pairs(shown: Results) -> list[dict[str, object]]:
    arms = {}
    for operator in known_first(shown.runs["operator"], OPERATORS):
        of_operator = shown.runs[shown.runs["operator"] == operator]
        for schedule in known_first(of_operator["schedule"], SCHEDULES):
            name = operator if schedule == "none" else f"{operator}-{schedule}"
            runs = of_operator[of_operator["schedule"] == schedule]
            arms[name] = by_seed(runs, "l1_train")
    rows: list[dict[str, object]] = []
    for first, second in combinations(arms, 2):
        found = compare(arms[first], arms[second])
        if found.p is not None:
            rows.append({"first": first, "second": second, **found._asdict()})
    return rows


def _display(data: pd.DataFrame) -> pd.DataFrame:
    ends = zip(data["effect"], data["low"], data["high"], strict=True)
    cells = {
        "first": data["first"],
        "second": data["second"],
        "pairs": data["pairs"].astype(str),
        "difference [95 %]": [
            f"{number(e, 4)} [{number(low, 4)}, {number(high, 4)}]" for e, low, high in ends
        ],
        "q": [probability(q) for q in data["q"]],
        "q (BY)": [probability(q) for q in data["q_by"]],
        "": ["flagged" if flagged else "" for flagged in data["flagged"]],
    }
    return pd.DataFrame(cells, dtype=str)
