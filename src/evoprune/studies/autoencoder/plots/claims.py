"""Every difference that a claim is about, in units of its margin, with its interval."""

import pandas as pd

from evoprune.report import claim_rows
from evoprune.studies.autoencoder.results import Results

COLUMNS = ["claim", "part", "label", "verdict", "seeds", "effect", "low", "high"]


def table(results: Results) -> pd.DataFrame:
    """A row a part that is a difference; negative where the first side is better."""
    rows = pd.DataFrame([row._asdict() for row in claim_rows.rows(results.claims)])
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    # A name of its own for each row: a claim of several parts has several.
    number = rows.groupby("claim").cumcount() + 1
    several = rows.groupby("claim")["claim"].transform("size") > 1
    rows["part"] = rows["claim"].where(~several, rows["claim"] + "." + number.astype(str))
    return rows[COLUMNS]
