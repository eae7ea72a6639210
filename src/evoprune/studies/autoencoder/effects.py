"""What each variant changes, against the arm that is published otherwise."""

from typing import NamedTuple

from evoprune.report.runs import by_seed
from evoprune.statistics.paired import PairedComparison, compare
from evoprune.studies.autoencoder.results import ARM, Results, known_first, select
from evoprune.studies.autoencoder.variants import PUBLISHED, VARIANTS


class Effect(NamedTuple):
    """A variant of an arm beside its published twin.

    Attributes:
        arm: mode, operator, schedule and network in words.
        names: the name columns of the arm with the variant.
        change: of the metric by the variant, paired by seed; negative is smaller.
        published_median: of the twin.
        median: of the variant.
        swept: whether it is a value of a sweep.
    """

    arm: str
    variant: str
    names: dict[str, str]
    change: PairedComparison
    published_median: float
    median: float
    swept: bool


def variant_effects(results: Results, metric: str = "l1_train") -> list[Effect]:
    """Effects of all variants that have a published twin on the same network.

    The twin of a variant that changes the data is trained on the published data: pairs then share
    initial weights and batches, not rows.
    """
    runs = results.runs
    arms = runs.loc[runs["variant"] != PUBLISHED, ARM].drop_duplicates()
    order = known_first(arms["variant"], tuple(VARIANTS))
    arms = arms.assign(order=arms["variant"].map(order.index)).sort_values(
        ["order", "mode", "environment", "operator", "schedule"], kind="stable"
    )
    found = (
        _effect(results, {name: str(row[name]) for name in ARM}, metric)
        for row in arms[ARM].to_dict("records")
    )
    return [effect for effect in found if effect is not None]


def _effect(results: Results, names: dict[str, str], metric: str) -> Effect | None:
    mine = select(results.runs, names)
    twin = select(results.runs, {**names, "variant": PUBLISHED, "dataset": results.dataset})
    if twin.empty:
        return None
    words = [names["mode"], names["operator"]]
    words += [names["schedule"]] if names["schedule"] != "none" else []
    words += [names["environment"]] if names["environment"] != "plain" else []
    return Effect(
        " ".join(words),
        names["variant"],
        names,
        compare(by_seed(mine, metric), by_seed(twin, metric)),
        float(twin[metric].median()),
        float(mine[metric].median()),
        "=" in names["variant"],
    )
