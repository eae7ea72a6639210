"""How fast compressed networks really are, against what their operations promise."""

from typing import Any

import pandas as pd

from evoprune.report.cells import Row, estimated, whole
from evoprune.report.tables import Table, number
from evoprune.studies.filter_criteria.deployed import PRUNED, measured_on
from evoprune.studies.filter_criteria.results import Results

CAPTION = (
    "Realised speed of the networks that were found, masked and compacted, against the whole "
    "network, and the speed-up that their operations promise."
)
NOTES = (
    "Speed-up: processor time of the whole network over that of the form, measured in turn within "
    "each round: the median over rounds with its 95 % interval. Below one: slower. Promised: one "
    "over the share of operations. One thread. Masked: as large as the whole network, with zeros.",
    "Intervals are over rounds of one measurement on one machine, not over runs; on another "
    "processor, or with another version of a runtime, other numbers come out.",
)
KEY = ["arm", "seed", "runtime", "batch_size"]
COLUMNS = [
    *KEY,
    *("flops_cut", "promised", "dense_microseconds", "onnx_difference"),
    *(f"{form}_{name}" for form in PRUNED for name in ("speed_up", "low", "high")),
]
HEADINGS = [
    *("arm", "runtime", "batch", "FLOPs cut, %", "promised", "masked [95 %]", "compacted [95 %]"),
    "whole, µs",
]


def build(results: Results) -> Table:
    """One row a pruned network, runtime and batch size."""
    deployed = results.deployed
    groups: Any = deployed.groupby(KEY, sort=False) if len(deployed) else ()
    rows = [row for key, own in groups if (row := _row(key, own.set_index("form")))]
    data = whole(pd.DataFrame(rows, columns=COLUMNS), "seed", "batch_size")
    display = pd.DataFrame([_display(row) for row in rows], columns=HEADINGS, dtype=str)
    notes = (*NOTES, *measured_on(deployed)) if rows else ()
    return Table(data, display, CAPTION, notes or ("No pruned networks.",))


def _row(key: tuple[Any, ...], own: pd.DataFrame) -> Row | None:
    """The forms of a network side by side; none of one that nothing was pruned of."""
    forms: dict[Any, Any] = own.to_dict("index")
    if "compacted" not in forms:
        return None
    share = forms["compacted"]["flops_share"]
    row = dict(zip(KEY, key, strict=True))
    row |= {"flops_cut": 1 - share, "promised": 1 / share}
    row |= {"dense_microseconds": forms["dense"]["microseconds"]}
    row |= {"onnx_difference": forms["compacted"]["onnx_difference"]}
    columns = {"speed_up": "speed_up", "low": "speed_up_low", "high": "speed_up_high"}
    for form in PRUNED:
        row |= {f"{form}_{name}": forms[form][column] for name, column in columns.items()}
    return row


def _display(row: Row) -> Row:
    names = [[f"{form}_{name}" for name in ("speed_up", "low", "high")] for form in PRUNED]
    masked, compacted = (estimated(row, 2, names=of_form) for of_form in names)
    return {
        "arm": row["arm"],
        "runtime": row["runtime"],
        "batch": str(row["batch_size"]),
        "FLOPs cut, %": number(100 * row["flops_cut"], 1),
        "promised": number(row["promised"], 2),
        "masked [95 %]": masked,
        "compacted [95 %]": compacted,
        "whole, µs": number(row["dense_microseconds"], 1),
    }
