"""What each variant changes, which quirks of the release it corrects, and who used it."""

import pandas as pd

from evoprune.report.tables import Table
from evoprune.studies.filter_criteria.results import Results
from evoprune.studies.filter_criteria.variants import VARIANTS

CAPTION = "Variants: what is different from the release, and the runs that used them."
NOTES = (
    "Quirks: numbers of the list in the specification of the study. Runs of a combination such as "
    "`repaired+momentum_kept` count for each of its variants.",
)
COLUMNS = ["variant", "says", "changes", "quirks", "arms", "runs"]
HEADINGS = ["variant", "what is different", "settings", "quirks", "arms", "runs"]


def build(results: Results) -> Table:
    """One row a variant of the catalogue, and of those that a config defines itself."""
    searched = results.runs[results.runs["search"] != "none"]
    words = searched["variant"].str.split("+")
    own = [word for used in words for word in used if word not in VARIANTS]
    rows = [
        _row(name, searched[words.map(lambda used, n=name: n in used).astype(bool)])
        for name in dict.fromkeys([*VARIANTS, *own])
    ]
    data = pd.DataFrame(rows, columns=COLUMNS)
    display = data.astype(str).set_axis(HEADINGS, axis=1)
    return Table(data, display, CAPTION, NOTES)


def _row(name: str, runs: pd.DataFrame) -> dict[str, object]:
    known = VARIANTS.get(name)
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
