"""Training L1 at the report epochs, each operator with its headline schedule."""

import pandas as pd

from evoprune.studies.autoencoder.plots.over_epochs import quartiles
from evoprune.studies.autoencoder.results import Results


def table(results: Results) -> pd.DataFrame:
    """A row a scope, operator and report epoch; losses are per bit."""
    return quartiles(results, ["l1_train"])
