"""Fitness beside that of the best hand-made function, which makes arms on different tasks alike."""

import pandas as pd

LABEL = "fitness minus that of the\nbest hand-made function (points)"


def of_rows(table: pd.DataFrame, columns: list[str], runs: pd.DataFrame) -> pd.DataFrame:
    """Some columns of fitness as points over the best hand-made function's mean in the same run.

    Args:
        table: rows of runs, with `arm` and `seed`; those of other runs are left out.
        columns: shares of the images; they become differences in points.
        runs: rows of `runs.csv`.
    """
    found = table.merge(runs[["arm", "seed", "fitness_seed"]], on=["arm", "seed"])
    for column in columns:
        found[column] = 100 * (found[column] - found["fitness_seed"])
    return found.drop(columns="fitness_seed")


def zero(runs: pd.DataFrame) -> str:
    """What an arm's zero is, for its title: a median over its runs."""
    return f"0 is {100 * float(runs['fitness_seed'].median()):.1f} %"
