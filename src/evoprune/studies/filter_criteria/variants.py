"""Variants of the study by name: `faithful` changes nothing, `repaired` corrects what matters.

A variant is a few settings with other values; variants combine: `repaired+momentum_kept`.
Source: spec section 7.1.
"""

from evoprune.studies.varying import FAITHFUL, Variant

VARIANTS: dict[str, Variant] = {
    FAITHFUL: Variant("as released, quirks included", {}),
    "repaired": Variant(
        "filters are scored by the weights that are inherited, survivors evaluated anew",
        {
            "switches.score_source": "current",
            "switches.score_loss": "cross_entropy",
            "switches.genes": "prunable",
            "switches.code_borders": "floor",
            "switches.gm_epsilon": 1e-12,
            "switches.score_rows": "training",
            "switches.reevaluate_survivors": True,
            "switches.bn": "recalibrate",
            "switches.budget": "evaluations",
            "training.milestones": "rounded",
        },
        quirk="2, 4, 6, 7, 8, 9, 11, 12, 19",
    ),
    "scored_by_weights": Variant(
        "scores of the weights that are inherited, and nothing else",
        {"switches.score_source": "current"},
        quirk="2",
    ),
    "scored_by_cross_entropy": Variant(
        "scores by cross-entropy, not by minus the mean logit",
        {"switches.score_loss": "cross_entropy"},
        quirk="4",
    ),
    "evaluated_anew": Variant(
        "survivors are evaluated anew in each generation",
        {"switches.reevaluate_survivors": True},
        quirk="9",
    ),
    "momentum_kept": Variant(
        "momentum goes on from one candidate to the next",
        {"switches.momentum": "keep"},
        quirk="10",
    ),
    "bn_fresh": Variant(
        "batch normalisation begins anew in each candidate and is not inherited",
        {"switches.bn": "fresh"},
    ),
    "bn_recalibrated": Variant(
        "statistics of batch normalisation are measured before each evaluation",
        {"switches.bn": "recalibrate"},
    ),
    "prunable_genes": Variant(
        "genes of layers that are pruned, and of no others",
        {"switches.genes": "prunable"},
        quirk="8",
    ),
    "training_rows_scored": Variant(
        "filters are scored on training images alone",
        {"switches.score_rows": "training"},
        quirk="19",
    ),
}
