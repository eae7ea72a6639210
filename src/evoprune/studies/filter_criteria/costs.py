"""What searches cost, and what inheritance saves. Source: spec 7.5 (B1)."""

import pandas as pd

from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.results import Results


def costs(results: Results) -> pd.DataFrame:
    """A row a completed run that searched: labels, `seconds` and `steps` a candidate, phases."""
    every = results.evaluations
    new = every[every["of"] == every["number"]].groupby(["arm", "seed"]).size()
    runs = results.completed[[*LABELS, "steps_per_candidate"]]
    times = results.timings.drop(columns=[name for name in LABELS if name not in ("arm", "seed")])
    table = runs.merge(times, on=["arm", "seed"])
    table = table.merge(new.rename("candidates").reset_index(), on=["arm", "seed"])
    if "cpu_seconds_search" not in table:
        return table.iloc[:0]
    table["seconds"] = table["cpu_seconds_search"] / table["candidates"]
    table["steps"] = table["steps_per_candidate"].astype("float64")
    return table


def speed_ups(table: pd.DataFrame) -> list[tuple[str, str, list[float], float]]:
    """Arms from scratch and their likes that inherit, ratios of seconds by seed, ratio of steps."""
    alike = [name for name in LABELS if name not in ("arm", "weights")]
    pairs = table[table["weights"] == "scratch"].merge(
        table[table["weights"] == "inherit"], on=alike, suffixes=("_scratch", "_inherit")
    )
    found = []
    for (scratch, inherit), rows_of in pairs.groupby(["arm_scratch", "arm_inherit"], sort=False):
        ratios = (rows_of["seconds_scratch"] / rows_of["seconds_inherit"]).tolist()
        steps = float((rows_of["steps_scratch"] / rows_of["steps_inherit"]).median())
        found.append((str(scratch), str(inherit), ratios, steps))
    return found
