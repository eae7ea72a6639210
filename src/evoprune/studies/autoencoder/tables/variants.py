"""What each variant changes, against the arm that is published otherwise."""

import pandas as pd

from evoprune.report.tables import Table, number, probability
from evoprune.statistics import multiplicity
from evoprune.studies.autoencoder.effects import Effect, variant_effects
from evoprune.studies.autoencoder.results import ARM, Results
from evoprune.studies.autoencoder.variants import VARIANTS

CAPTION = (
    "What each variant and each value of a sweep changes in the final training L1 (best cell) "
    "against the arm that is published otherwise."
)
LEGEND = (
    "Change: Hodges-Lehmann difference to the published twin, paired by seed, with its exact 95 % "
    "interval; negative is better. p: two-sided exact Wilcoxon signed-rank test, corrected by Holm "
    "over the arms of a variant; none below six common seeds.",
    "Where a variant changes the data, a pair shares initial weights and batches, not rows.",
)


def build(results: Results) -> Table:
    """One row a variant of an arm with a published twin on the same network."""
    effects = variant_effects(results)
    corrected = _corrected(effects)
    rows = [_row(effect, p) for effect, p in zip(effects, corrected, strict=True)]
    columns = [*ARM, "pairs", "published_median", "median", "change", "low", "high", "p", "p_holm"]
    data = pd.DataFrame(rows, columns=columns)
    notes = (*LEGEND, *_said(effects)) if rows else ("No variants with a published twin.",)
    return Table(data, _display(effects, data), CAPTION, notes)


def _corrected(effects: list[Effect]) -> list[float | None]:
    """Corrected p-values: a variant is a question, and its arms are a family."""
    corrected: list[float | None] = [None] * len(effects)
    for variant in dict.fromkeys(effect.variant for effect in effects):
        tested = [
            (place, effect.change.p)
            for place, effect in enumerate(effects)
            if effect.variant == variant and effect.change.p is not None
        ]
        for (place, _), p in zip(tested, multiplicity.holm([p for _, p in tested]), strict=True):
            corrected[place] = p
    return corrected


def _row(effect: Effect, p_holm: float | None) -> dict[str, object]:
    change = effect.change
    return {
        **effect.names,
        "pairs": change.pairs,
        "published_median": effect.published_median,
        "median": effect.median,
        "change": change.effect,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "p_holm": p_holm,
    }


def _said(effects: list[Effect]) -> list[str]:
    """What the variants of the table are."""
    used = dict.fromkeys(word for effect in effects for word in effect.variant.split("+"))
    return [
        f"{word}: {VARIANTS[word].says}"
        + (f" ({VARIANTS[word].quirk})." if VARIANTS[word].quirk else ".")
        for word in used
        if word in VARIANTS
    ]


def _display(effects: list[Effect], data: pd.DataFrame) -> pd.DataFrame:
    cells = {
        "arm": [effect.arm for effect in effects],
        "variant": [effect.variant for effect in effects],
        "pairs": [str(effect.change.pairs) for effect in effects],
        "published median": [number(value, 3) for value in data["published_median"]],
        "median": [number(value, 3) for value in data["median"]],
        "change [95 %]": [_interval(effect) for effect in effects],
        "p (Holm)": [probability(p) for p in data["p_holm"]],
    }
    return pd.DataFrame(cells, dtype=str)


def _interval(effect: Effect) -> str:
    change = effect.change
    text = number(change.effect, 4)
    if change.low is None:
        return text
    return f"{text} [{number(change.low, 4)}, {number(change.high, 4)}]"
