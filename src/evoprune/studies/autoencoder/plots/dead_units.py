"""Hidden units that no training row activates, each operator with its headline schedule."""

import pandas as pd

from evoprune.studies.autoencoder.plots.over_epochs import quartiles
from evoprune.studies.autoencoder.results import Results

PARTS = ("encoder", "latent", "decoder")
QUANTITIES = [f"dead_units_{part}" for part in PARTS]


def table(results: Results) -> pd.DataFrame:
    """A row a scope, operator, part of the network and epoch; numbers of units."""
    table = quartiles(results, QUANTITIES)
    return table.assign(part=table["quantity"].str.removeprefix("dead_units_"))
