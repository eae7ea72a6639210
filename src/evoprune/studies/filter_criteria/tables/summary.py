"""Every arm: error before and after pruning, what is left of the network, and what it cost."""

import pandas as pd

from evoprune.report.tables import Table, number
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.settings import DENSE

CAPTION = (
    "What each arm found: the front's member nearest below the wanted share of operations, trained "
    "from new weights on training and validation images."
)
NOTES = (
    "Median over runs and, in brackets, quartiles. Dense: the whole network, trained likewise, by "
    "the same seeds. Cut: share of the whole network that was removed.",
    "Search: processor time of the search alone, on the machine that ran it.",
)
METRICS = ("error_test", "flops_cut", "macs_cut", "parameters_cut")


def build(results: Results) -> Table:
    """One row an arm."""
    runs = results.completed.merge(results.timings, on=["arm", "seed"], suffixes=("", "_timing"))
    for name in ("flops", "macs", "parameters"):
        runs[f"{name}_cut"] = 1 - runs[f"{name}_share"]
    dense = runs[runs["criteria"] == DENSE].set_index("seed")["error_test"]
    runs["error_dense"] = runs["seed"].map(dense)
    if "cpu_seconds_search" not in runs:
        runs["cpu_seconds_search"] = float("nan")
    names = ["error_dense", *METRICS, "cpu_seconds_search"]
    rows = []
    for arm in results.arms:
        own = runs[runs["arm"] == arm]
        row: dict[str, object] = {"arm": arm, "runs": len(own)}
        for name in names:
            for suffix, share in (("median", 0.5), ("q1", 0.25), ("q3", 0.75)):
                row[f"{name}_{suffix}"] = float(own[name].quantile(share))
        rows.append(row)
    data = pd.DataFrame(rows)
    return Table(data, _display(data), CAPTION, NOTES)


def _display(data: pd.DataFrame) -> pd.DataFrame:
    def spread(name: str, digits: int, scale: float = 1.0) -> list[str]:
        return [
            ""
            if pd.isna(row[f"{name}_median"])
            else f"{number(scale * row[f'{name}_median'], digits)} "
            f"[{number(scale * row[f'{name}_q1'], digits)}, "
            f"{number(scale * row[f'{name}_q3'], digits)}]"
            for _, row in data.iterrows()
        ]

    cells = {
        "arm": list(data["arm"]),
        "runs": [str(count) for count in data["runs"]],
        "dense error %": spread("error_dense", 2, 100),
        "error %": spread("error_test", 2, 100),
        "FLOPs cut %": spread("flops_cut", 1, 100),
        "parameters cut %": spread("parameters_cut", 1, 100),
        "search, s": spread("cpu_seconds_search", 0),
    }
    return pd.DataFrame(cells, dtype=str)
