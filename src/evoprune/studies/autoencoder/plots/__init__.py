"""Data of the plots that DVC draws when experiments are compared. One file, one line each.

A module has `table(results)`, whose rows are written as CSV; `dvc.yaml` says how they are drawn.
"""

from typing import TYPE_CHECKING

from evoprune.registry import load

if TYPE_CHECKING:
    import pandas as pd

    from evoprune.studies.autoencoder.results import Results

HERE = "evoprune.studies.autoencoder.plots"

PLOTS: dict[str, str] = {
    "training_curves": f"{HERE}.training_curves",
    "dead_units": f"{HERE}.dead_units",
    "loss_by_size": f"{HERE}.loss_by_size",
    "claims": f"{HERE}.claims",
}


def table(name: str, results: "Results") -> "pd.DataFrame":
    """The rows of one plot.

    Args:
        name: of the plot.
        results: with claims.

    Raises:
        ConfigError: there is no such plot.
    """
    rows: pd.DataFrame = load("plot", PLOTS, name).table(results)
    return rows
