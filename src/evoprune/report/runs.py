"""Runs of a table as statistics take them."""

import pandas as pd


def by_seed(runs: pd.DataFrame, metric: str) -> dict[int, float]:
    """A metric by seed, NaN for a run that diverged.

    Args:
        runs: of one arm, with `seed` and `status`.
        metric: name of a column.
    """
    values = runs[metric].where(runs["status"] == "ok")
    return {int(s): float(v) for s, v in zip(runs["seed"], values, strict=True)}
