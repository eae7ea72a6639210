"""Synthetic results of the study of filter criteria, whose numbers are known in closed form.

Runs of an arm are numbered from 0; the arm's place among the arms and the run's number decide its
numbers. Searches have GENERATIONS generations of POPULATION new candidates.
"""

from itertools import count
from typing import NamedTuple

import numpy as np
import pandas as pd

from evoprune.evolution.codes import ALPHABET
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.metrics import NAMES
from evoprune.studies.filter_criteria.results import Results

GENERATIONS = 4
POPULATION = 6
FILTERS = 8
TARGET = 0.5
ARM_STEP, RUN_STEP = 0.01, 0.002
WHOLE = 1000.0
SHARES = (0.2, 0.45, 0.7)
"""Operations of the members of a front; the second is taken."""
SEARCH_SECONDS = {"inherit": 24.0, "scratch": 60.0}
STEPS = {"inherit": 10, "scratch": 30}


class Named(NamedTuple):
    """Name columns of an arm, as far as arms of tests differ in them."""

    arm: str
    variant: str = "faithful"
    criteria: str = "mixed"
    search: str = "nsga2"
    weights: str = "inherit"
    start: str = "random"
    dataset: str = "digits"
    network: str = "resnet8"
    ranking: bool = False

    @property
    def searches(self):
        return self.criteria != "none"


DENSE = Named("dense", criteria="none", search="none", weights="scratch")
FAITHFUL = Named("faithful-mixed", ranking=True)
REPAIRED = Named("repaired-mixed", "repaired", ranking=True)
SCRATCH = Named("faithful-mixed-scratch", weights="scratch")
SEVERAL = (
    DENSE,
    FAITHFUL,
    REPAIRED,
    *(Named(f"repaired-{name}", "repaired", name) for name in (*ALPHABET, "random", "front")),
    Named("repaired-mixed-random_search", "repaired", search="random"),
    Named("repaired-mixed-uniform_search", "repaired", search="uniform"),
    SCRATCH,
    Named("repaired+momentum_kept-mixed-pretrained", "repaired+momentum_kept", start="pretrained"),
)
"""Thirteen arms."""


def test_error(place, run):
    """Test error of a run's pick, trained from new weights."""
    return 0.1 + ARM_STEP * place + RUN_STEP * run


def front_errors(place, run):
    """Errors of the members of a run's front, as the search knew them."""
    return [error + ARM_STEP * place + RUN_STEP * run for error in (0.5, 0.3, 0.2)]


def hypervolumes(place, run):
    """Hypervolume after each generation."""
    return [0.3 + 0.1 * np.log(g) + ARM_STEP * place - RUN_STEP * run for g in generations()]


def generations():
    return range(1, GENERATIONS + 1)


def masks(layers, run):
    """What a pick keeps: of layer n, n + 1 filters and one more in every other run."""
    kept = [1 + (layer + run % 2) % FILTERS for layer in range(layers)]
    return ["1" * number + "0" * (FILTERS - number) for number in kept]


def criteria(named, layers, member):
    """Criteria of a member's layers; of mixed arms the alphabet from the member's number on."""
    fixed = named.criteria != "mixed"
    return [named.criteria if fixed else ALPHABET[(member + n) % 4] for n in range(layers)]


def overlap(named, criterion, generation):
    """By chance where scores are drawn, complete where they are not."""
    return 0.5 + 0.01 * ALPHABET.index(criterion) * generation if faithful(named) else 1.0


def faithful(named):
    return named.variant == "faithful"


def build(arms=SEVERAL, seeds=6, layers=3, diverged=(), claims=()):
    """Results of some arms.

    Args:
        arms: `Named`, in order.
        seeds: of each arm; a mapping by arm if arms differ.
        layers: that are pruned.
        diverged: pairs of arm and seed.
        claims: decisions.
    """
    tables = {name: [] for name in ("runs", "generations", "fronts", "alone", "evaluations")}
    tables["timings"] = []
    for place, named in enumerate(arms):
        for run in range(seeds[named.arm] if isinstance(seeds, dict) else seeds):
            labels = {**named._asdict(), "seed": run + 1}
            labels = {label: labels[label] for label in LABELS}
            made = _run(named, place, run, layers, lost=(named.arm, run + 1) in diverged)
            for name, rows in made.items():
                tables[name] += [labels | row for row in rows]
    return Results(**{name: _table(name, rows) for name, rows in tables.items()}, claims=claims)


COLUMNS = {
    "runs": ["status", *NAMES],
    "generations": ["generation", "evaluations"],
    "fronts": ["number", "error", "flops_share", "target_share", "picked", "keep_masks"],
    "alone": ["number", "flops", "error_inherited", "errors_alone"],
    "evaluations": ["number", "generation", "of", "flops", "flops_share", "error_validation"],
}


def _table(name, rows):
    if rows and name != "runs":
        return pd.DataFrame(rows)
    columns = [*LABELS, *COLUMNS.get(name, [])]
    return pd.DataFrame(rows, columns=columns)


def _run(named, place, run, layers, *, lost):
    """Rows of one run, by table."""
    if lost:
        return {"runs": [{"status": "diverged", "diverged_step": 7}], "timings": [_timing(named)]}
    found = {"runs": [_metrics(named, place, run)], "timings": [_timing(named)]}
    if named.searches:
        found["generations"] = list(_generations(named, place, run))
        found["fronts"] = list(_front(named, place, run, layers))
        found["evaluations"] = list(_evaluations(run))
    if named.ranking:
        found["alone"] = list(_alone(run))
    return found


def _metrics(named, place, run):
    error = test_error(place, run)
    found = {"status": "ok", "error_test": error, "error_early": error + 0.4, "flops_share": 1.0}
    if named.searches:
        found |= {
            "flops_share": SHARES[1],
            "hypervolume": hypervolumes(place, run)[-1],
            "front_of_first_generation": 1 / 3,
            "evaluations": POPULATION * GENERATIONS,
            "steps_per_candidate": STEPS[named.weights],
        }
    if named.searches and named.weights == "inherit":
        found |= {
            f"error_test_{kind}": error - 0.05 + 0.01 * (kind != "inherited") for kind in KINDS
        }
        found |= {
            f"error_early_{kind}": error + 0.1 + 0.1 * (kind != "inherited") for kind in KINDS
        }
        found |= {"hypervolume_reevaluated": hypervolumes(place, run)[-1] - 0.05}
        found |= {"order_effect": -0.5 - 0.02 * run}
    if named.ranking:
        ranks = ("rank_spearman", "rank_given_flops", "rank_given_order", "rank_last_network")
        found |= {name: 0.1 * n - 0.01 * run for n, name in enumerate(ranks, start=1)}
        found |= {"rank_ceiling": 0.9}
    return found


KINDS = ("inherited", "other_filters")


def _timing(named):
    own = {"cpu_seconds_scratch": 3.0, "cpu_seconds_test": 0.5}
    if named.searches:
        own |= {"cpu_seconds_search": SEARCH_SECONDS[named.weights], "cpu_seconds_front": 0.25}
    if named.searches and named.weights == "inherit":
        own |= {"cpu_seconds_inherited": 1.0, "cpu_seconds_other_filters": 1.5}
    return own


def _generations(named, place, run):
    for generation in range(GENERATIONS + 1):
        row = {"generation": generation, "evaluations": POPULATION * generation}
        if generation:
            row |= {"hypervolume": hypervolumes(place, run)[generation - 1]}
        if named.weights == "inherit":
            row |= {f"overlap_{name}": overlap(named, name, generation) for name in ALPHABET}
            row |= {"gamma_spread": 0.01 * generation}
            scales = 0.1 * generation if generation else None
            row |= {f"gamma_{name}": scales for name in ALPHABET}
        yield row


def _front(named, place, run, layers):
    for member, (error, share) in enumerate(zip(front_errors(place, run), SHARES, strict=True)):
        kept = masks(layers, run)
        yield {
            "number": 5 + member,
            "error": error,
            "error_reevaluated": error + 0.1 if named.weights == "inherit" else None,
            "flops_share": share,
            "widths": [text.count("1") for text in kept],
            "keep_masks": kept,
            "criteria_of_layers": criteria(named, layers, member),
            "target_share": TARGET,
            "picked": share == SHARES[1],
        }


def _evaluations(run):
    """New candidates whose errors fall with the order, and survivors that are evaluated anew."""
    number, rng = count(), np.random.default_rng(run)
    for generation in generations():
        for _ in range(POPULATION):
            own, flops = next(number), float(rng.uniform(100, 900))
            error = 0.9 - 0.0005 * flops - 0.01 * own
            yield _evaluation(own, generation, own, flops, error)
        again = next(number)
        yield _evaluation(again, generation, 0, 500.0, 0.1)


def _evaluation(number, generation, of, flops, error):
    names = COLUMNS["evaluations"]
    values = (number, generation, of, flops, flops / WHOLE, error)
    return dict(zip(names, values, strict=True))


def _alone(run):
    for number in range(8):
        inherited = 0.2 + 0.05 * number
        yield {
            "number": 3 * number,
            "flops": 100.0 * (number + 1),
            "error_inherited": inherited,
            "error_on_last_network": inherited - 0.1,
            "errors_alone": [0.1 + 0.01 * number, 0.2 + 0.01 * number + RUN_STEP * run],
        }
