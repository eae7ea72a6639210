"""What each variant changes, which quirks of the release it corrects, and who used it."""

from collections.abc import Mapping

import pandas as pd

from evoprune.report.tables import Table
from evoprune.studies.varying import Variant

CAPTION = "Variants: what is different from the release, and the runs that used them."
NOTES = (
    "Quirks: numbers of the list in the specification of the study. Runs of a combination, whose "
    "variants are joined by plus signs, count for each of them.",
)
COLUMNS = ["variant", "says", "changes", "quirks", "arms", "runs"]
HEADINGS = ["variant", "what is different", "settings", "quirks", "arms", "runs"]


def build(runs: pd.DataFrame, catalogue: Mapping[str, Variant]) -> Table:
    """One row a variant of the catalogue, and of those that a config defines itself.

    Args:
        runs: that variants apply to, with `variant` and `arm`.
        catalogue: variants of the study by name.
    """
    words = runs["variant"].str.split("+")
    own = [word for used in words for word in used if word not in catalogue]
    rows = []
    for name in dict.fromkeys([*catalogue, *own]):
        used = [name in combined for combined in words]
        rows.append(_row(name, catalogue.get(name), runs[pd.Series(used, runs.index, bool)]))
    data = pd.DataFrame(rows, columns=COLUMNS)
    display = data.astype(str).set_axis(HEADINGS, axis=1)
    return Table(data, display, CAPTION, NOTES)


def _row(name: str, known: Variant | None, runs: pd.DataFrame) -> dict[str, object]:
    changes = known.changes if known else {}
    return {
        "variant": name,
        "says": known.says if known else "a variant of the config's own",
        "changes": "; ".join(f"{key} = {_word(value)}" for key, value in changes.items()),
        "quirks": known.quirk if known else "",
        "arms": runs["arm"].nunique(),
        "runs": len(runs),
    }


def _word(value: object) -> str:
    """A value as a config has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
