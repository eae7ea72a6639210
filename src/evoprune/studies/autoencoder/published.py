"""Published values of the study, read off the figures of the published notebook.

`published.csv` holds one value a row: `source` (notebook cell), `quantity`, `mode`,
`environment`, `variant`, `operator`, `schedule`, `epoch`, `statistic`, `value`.

* `l1_train`, mean absolute error a bit on the training set: means over 30 trials (in `lipi` over
  10 cells x 30 trials), +-0.002; quartiles and whiskers at epoch 399 of the same pooled values.
* `encoder_size`, `decoder_size`, number of parameters by the reported prune count: means;
  `mean_about` marks a point on a curve that is described in words; `best_cell_mean` is the cell
  with the smallest final loss.
* `preserved_reported`, fraction of all parameters kept by the reported count: quartiles.

They hold for the data set `DATASET`, trained for `EPOCHS` epochs. The comparison over environments
(cell 19) repeats these values and is not listed. The one labelled BCE (cell 18) shows the L1 of
networks trained for another loss that was not released: variant `cross_entropy`. Canonical
prune_after never fires, so its three rows are one box (bug Q14).

Source: spec section 9.
"""

from importlib.resources import files
from io import StringIO
from typing import NamedTuple

import pandas as pd

DATASET = "binary_clusters_10_100_1000"
EPOCHS = 400
FINAL_EPOCH = EPOCHS - 1
TRIALS = 30

# The best schedule of each operator, as published (section 9.1, cells 10 and 12).
BEST_SCHEDULES: dict[str, dict[str, str]] = {
    "canonical": {
        "none": "none",
        "random": "exponential",
        "variance": "exponential",
        "conjunctive": "exponential",
    },
    "lipi": {
        "none": "none",
        "random": "exponential",
        "variance": "population",
        "conjunctive": "final_n",
    },
}

# Mean training L1 of predictors that ignore or decode the input, on DATASET (section 1).
REFERENCE_LEVELS: dict[str, float] = {
    "constant output": 0.5,
    "best constant vector": 0.2707,
    "noise floor": 0.05,
}


class Quartiles(NamedTuple):
    """A published box; whiskers and outliers are None where the figure shows none."""

    q1: float
    median: float
    q3: float
    whisker_low: float | None
    whisker_high: float | None
    outlier_low: float | None
    outlier_high: float | None


def load() -> pd.DataFrame:
    """All published values, one a row, in the order of the published figures."""
    text = files(__package__).joinpath("published.csv").read_text(encoding="utf-8")
    # "none" is the name of an operator here, not a missing value.
    return pd.read_csv(StringIO(text), keep_default_na=False)


def select(published: pd.DataFrame, **criteria: str | int) -> pd.DataFrame:
    """Rows whose columns equal the criteria, e.g. `quantity="l1_train", epoch=399`."""
    keep = pd.Series(True, index=published.index)
    for column, value in criteria.items():
        keep &= published[column] == value
    return published[keep]


def curve(published: pd.DataFrame, **criteria: str | int) -> "pd.Series[float]":
    """Values by epoch of one arm and one statistic (default `mean`); empty if none is known.

    Arms that stand in two figures are listed twice, with equal values; one is kept.
    """
    defaults: dict[str, str | int] = {"statistic": "mean", "variant": "published"}
    rows = select(published, **(defaults | criteria)).drop_duplicates("epoch")
    return rows.set_index("epoch")["value"].sort_index()


def quartiles(published: pd.DataFrame, **criteria: str | int) -> Quartiles | None:
    """The published box of one arm and quantity at the last epoch, or None."""
    setting: dict[str, str | int] = {"epoch": FINAL_EPOCH, "variant": "published", **criteria}
    values = select(published, **setting).set_index("statistic")["value"]
    if not {"q1", "median", "q3"} <= set(values.index):
        return None
    known = {name: float(values[name]) for name in Quartiles._fields if name in values.index}
    return Quartiles(**dict.fromkeys(Quartiles._fields) | known)  # type: ignore[arg-type]
