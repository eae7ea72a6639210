"""Loss against what is left of the network: medians over the completed runs of every arm."""

import pandas as pd

from evoprune.studies.autoencoder.results import ARM, Results

METRICS = ["l1_train", "l1_test", "preserved_nonzero", "preserved_reported"]


def table(results: Results) -> pd.DataFrame:
    """A row an arm with at least one completed run; losses are per bit, sizes shares."""
    names = ["arm", *ARM]
    arms = results.completed.groupby(names, sort=False)
    return arms[METRICS].median().add_suffix("_median").assign(runs=arms.size()).reset_index()
