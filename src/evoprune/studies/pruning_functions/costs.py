"""What evaluations cost, run by run."""

import numpy as np
import pandas as pd

from evoprune.studies.pruning_functions.results import Results

PARTS = ("scoring", "removal", "retraining", "validation")
"""What the time of an evaluation goes into."""


def costs(results: Results) -> pd.DataFrame:
    """Processor seconds of an evaluation by part, a row a run.

    Returns:
        `arm`, `seed`, a column for each part, `total`, and `overhead`: the share of the total that
        is not retraining, missing where nothing was spent.
    """
    table = results.timings.merge(results.runs[["arm", "seed", "evaluations"]], on=["arm", "seed"])
    found = table[["arm", "seed"]].copy()
    for part in PARTS:
        spent = table.get(f"cpu_seconds_{part}", pd.Series(0.0, index=table.index))
        # A run all of whose evaluations failed at once has no time of what comes later.
        found[part] = spent.fillna(0.0) / table["evaluations"].astype(float)
    found["total"] = found[list(PARTS)].sum(axis=1)
    there = found["total"].where(found["total"] > 0, np.nan)
    found["overhead"] = 1 - found["retraining"] / there
    return found
