"""Variants of the study by name: `faithful` changes nothing, `repaired` corrects what matters.

A variant is a few settings with other values; variants combine: `repaired+typed`.
Source: section 6.2.
"""

from evoprune.studies.varying import FAITHFUL, Variant

VARIANTS: dict[str, Variant] = {
    FAITHFUL: Variant("as released, quirks included", {}),
    "repaired": Variant(
        "trees are judged by all their evaluations, with common random numbers, and kept small",
        {
            "switches.random_numbers": "common",
            "switches.fitness_of": "tree",
            "switches.reevaluate_elites": True,
            "switches.checks": "telling",
            "switches.retries": 20,
            "switches.nodes": 60,
            "switches.height": 10,
            "switches.smaller_first": True,
            "switches.not_finite": "refused",
            "switches.accuracy": "last",
        },
        quirk="1, 2, 8, 9, 14, 15",
    ),
    "typed": Variant(
        "arguments are of the kind that an operator is meant for", {"switches.typed": True}
    ),
    "paper_operators": Variant(
        "operands and operators that the paper names and the released code lacks",
        {"switches.ops": "paper"},
    ),
    "common_numbers": Variant(
        "all candidates of a generation are retrained with the same batches",
        {"switches.random_numbers": "common"},
    ),
    "evaluated_anew": Variant(
        "survivors are evaluated anew, and trees judged by all their evaluations",
        {"switches.reevaluate_elites": True, "switches.fitness_of": "tree"},
        quirk="14",
    ),
    "arithmetic": Variant("accuracies are averaged arithmetically", {"fitness.mean": "arithmetic"}),
    "front_to_back": Variant(
        "each layer is scored with those before it pruned",
        {"scoring.order": "front_to_back"},
        quirk="16",
    ),
}
