"""Columns of the history over the epochs: the quartiles of the runs of the headline arms."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from evoprune.studies.autoencoder.results import Results

QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
COLUMNS = ("scope", "operator", "schedule", "quantity", "epoch", "runs", *QUARTILES)


def quartiles(results: Results, quantities: Sequence[str]) -> pd.DataFrame:
    """Quartiles over runs (of the mean over cells) of columns of the history.

    Args:
        results: of the study.
        quantities: the columns.

    Returns:
        A row a scope, operator, quantity and epoch on which it was recorded.
    """
    rows = [row for scope in results.scopes for row in _rows(results, scope, quantities)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(results: Results, scope: str, quantities: Sequence[str]) -> Iterator[dict[str, Any]]:
    shown = results.of_scope(scope)
    for operator, schedule in shown.headline().items():
        for quantity in quantities:
            names = (scope, operator, schedule, quantity)
            for epoch, runs in shown.curves(operator, schedule, quantity).items():
                spread = (runs.quantile(q) for q in QUARTILES.values())
                yield dict(zip(COLUMNS, (*names, epoch, runs.count(), *spread), strict=True))
