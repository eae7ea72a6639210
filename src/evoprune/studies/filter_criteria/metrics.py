"""The metrics of a finished run: one row of `runs.csv`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from evoprune.evolution.evaluation import Evaluation
from evoprune.statistics.correlation import kendall, partial_spearman, spearman, split_half
from evoprune.studies.filter_criteria.finals import INHERITED, OTHER_FILTERS, SCRATCH

Metrics = dict[str, float | int | None]

NAMES = (
    "error_test",
    "error_test_sd",
    "error_test_inherited",
    "error_test_other_filters",
    "error_early",
    "error_early_inherited",
    "error_early_other_filters",
    "error_inherited",
    "error_search",
    "flops_share",
    "macs_share",
    "parameters_share",
    "flops",
    "macs",
    "parameters",
    "hypervolume",
    "hypervolume_reevaluated",
    "front_size",
    "front_of_first_generation",
    "order_effect",
    "evaluations",
    "candidates",
    "steps_per_candidate",
    "overlap_first",
    "overlap_last",
    "gamma_first",
    "gamma_last",
    "rank_spearman",
    "rank_kendall",
    "rank_last_network",
    "rank_given_flops",
    "rank_given_order",
    "rank_ceiling",
    "gene_effect",
    "diverged_step",
)
"""Columns of `runs.csv` after the names and the status; results/README.md says what they mean."""


def measured(facts: dict[str, Any], evaluations: Sequence[Evaluation]) -> Metrics:
    """All metrics of a run that did not diverge; none where the arm has nothing of the kind.

    Args:
        facts: what the phases noted.
        evaluations: of the log.
    """
    found: Metrics = dict.fromkeys(NAMES)
    found |= _final(facts) | facts["sizes"]
    if "front" in facts:
        found |= _search(facts, evaluations)
    if "alone" in facts:
        found |= ranked(facts["alone"])
    return {name: found[name] for name in NAMES}


def _final(facts: dict[str, Any]) -> Metrics:
    """Errors of the last trainings; those from new weights as a mean over them."""
    test, fresh = facts["errors_test"], facts["errors_fresh"]
    scratch = [name for name in test if name.startswith(SCRATCH)]
    errors = [test[name] for name in scratch]
    found: Metrics = {
        "error_test": float(np.mean(errors)),
        "error_test_sd": float(np.std(errors, ddof=1)) if len(errors) > 1 else None,
        "error_early": float(np.mean([fresh[f"{name}_early"] for name in scratch])),
    }
    for name in (INHERITED, OTHER_FILTERS):
        found[f"error_test_{name}"] = test.get(name)
        found[f"error_early_{name}"] = fresh.get(f"{name}_early")
    return found


def _search(facts: dict[str, Any], evaluations: Sequence[Evaluation]) -> Metrics:
    """What the search came to."""
    front, pick, generations = facts["front"], facts["pick"], facts["generations"]
    first = {e.of for e in evaluations if e.generation == 1}
    found: Metrics = {
        "error_search": pick["error"],
        "error_inherited": pick["error_reevaluated"],
        "hypervolume": facts["hypervolume"],
        "hypervolume_reevaluated": facts.get("hypervolume_reevaluated"),
        "front_size": len(front),
        "front_of_first_generation": sum(m["number"] in first for m in front) / len(front),
        "order_effect": order_effect(evaluations),
        "evaluations": len(evaluations),
        "candidates": sum(e.of == e.number for e in evaluations),
        "steps_per_candidate": evaluations[0].steps[1] - evaluations[0].steps[0],
        "gene_effect": facts.get("gene_effect"),
    }
    for name, place in (("first", 1), ("last", -1)):
        for kind in ("overlap", "gamma"):
            found[f"{kind}_{name}"] = generations[place].get(f"{kind}_l1")
    # Before any training all scales are the same.
    found["overlap_first"] = generations[0].get("overlap_l1")
    return found


def order_effect(evaluations: Sequence[Evaluation]) -> float | None:
    """Spearman correlation of error and order of evaluation at equal operations (quirk 9)."""
    new = [e for e in evaluations if e.of == e.number]
    errors = [e.errors["error_validation"] for e in new]
    return partial_spearman(errors, [e.number for e in new], [[e.flops for e in new]])


def ranked(alone: Sequence[dict[str, Any]]) -> Metrics:
    """How the errors of a search rank candidates, against those of the same trained alone."""
    inherited = [entry["error_inherited"] for entry in alone]
    last = [entry["error_on_last_network"] for entry in alone]
    repeated = np.array([entry["errors_alone"] for entry in alone])
    truth = repeated.mean(axis=1)
    flops, order = ([entry[name] for entry in alone] for name in ("flops", "number"))
    return {
        "rank_spearman": spearman(inherited, truth),
        "rank_kendall": kendall(inherited, truth),
        "rank_last_network": spearman(last, truth),
        "rank_given_flops": partial_spearman(inherited, truth, [flops]),
        "rank_given_order": partial_spearman(inherited, truth, [order]),
        "rank_ceiling": split_half(repeated),
    }
