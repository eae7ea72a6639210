"""Compares two results folders, arm by arm, on the seeds that both have."""

from pathlib import Path

import pandas as pd

from evoprune import artifacts
from evoprune.errors import ConfigError
from evoprune.statistics.medians import median_difference
from evoprune.studies.autoencoder.paths import StudyPaths

KEY = ["arm", "dataset", "environment", "seed"]


def compare(first: Path, second: Path, metric: str) -> pd.DataFrame:
    """One row an arm: common runs, medians, their difference with its interval, identical runs.

    Raises:
        ConfigError: there is no such metric, or no run is in both folders.
        MissingDataError, CorruptFileError: a folder has no whole `runs.csv`.
    """
    tables = [_runs(folder, metric) for folder in (first, second)]
    both = tables[0].merge(tables[1], on=KEY, suffixes=("_first", "_second"))
    if both.empty:
        raise ConfigError(f"no run is in both {first} and {second}")
    columns = [f"{metric}_first", f"{metric}_second"]
    both["identical"] = both[columns[0]] == both[columns[1]]
    grouped = both.groupby("arm", sort=False)
    result = grouped[columns].median()
    intervals = {
        arm: median_difference(*runs[columns].dropna().T.to_numpy()) for arm, runs in grouped
    }
    rows = [intervals[arm] for arm in result.index]
    result[["difference", "low", "high"]] = pd.DataFrame(rows, index=result.index).astype(float)
    result.insert(0, "runs", grouped.size())
    result["identical"] = grouped["identical"].sum()
    return result.reset_index()


def _runs(folder: Path, metric: str) -> pd.DataFrame:
    from io import BytesIO

    data = artifacts.read_bytes(StudyPaths(folder).runs)
    table = pd.read_csv(BytesIO(data), keep_default_na=False, na_values={metric: [""]})
    if metric not in table:
        raise ConfigError(f"--metric: no column '{metric}'; there are {', '.join(map(str, table))}")
    return table[[*KEY, metric]]
