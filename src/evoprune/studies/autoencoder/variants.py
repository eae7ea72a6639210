"""Variants of the protocol by name: sets of switches, each beside `published`.

A variant is a few settings with other values. `{mode}`, `{operator}` and `{schedule}` in their
names stand for those of the arm. Variants combine: `persistent_mask+constant_rate`.

Source: the quirks of spec section 8 that are marked keep+fix, and the controls of section 11.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

PUBLISHED = "published"
"""The variant that changes nothing."""


class Variant(NamedTuple):
    """A set of switches.

    Attributes:
        says: what is different, in words.
        changes: dotted names of settings below `autoencoder`, and their values.
        quirk: what it corrects or controls for, by its number in the specification.
        events_only: whether it means nothing to an arm without events.
        environments: networks that it is for; empty means all.
    """

    says: str
    changes: Mapping[str, Any]
    quirk: str = ""
    events_only: bool = False
    environments: tuple[str, ...] = ()


VARIANTS: dict[str, Variant] = {
    PUBLISHED: Variant("as released, quirks included", {}),
    "persistent_mask": Variant(
        "what an event prunes is held at zero for good",
        {"protocol.pruned_weights": "zero"},
        quirk="Q1",
        events_only=True,
    ),
    "given_back": Variant(
        "what an event prunes is given back after the next pass: zeroing without removal",
        {"protocol.pruned_weights": "given_back"},
        quirk="D7",
        events_only=True,
    ),
    "low_variance_pruned": Variant(
        "variance prunes its least variable units, a tenth of a layer an event, as often as random",
        {
            "operators.variance.pruned": "low",
            "operators.variance.amount": 0.1,
            "operators.variance.probability": 0.5,
        },
        quirk="Q3, Q4",
    ),
    "train_cases": Variant(
        "conjunctive looks at training rows",
        {"operators.conjunctive.cases_from": "train"},
        quirk="Q7",
    ),
    "proportional_decrease": Variant(
        "decrease goes from p down to 0",
        {"schedules.decrease.proportional": True},
        quirk="Q15",
    ),
    "final_epoch_reached": Variant(
        "schedules of canonical training end at its last epoch, so that prune_after fires",
        {"modes.canonical.final_epoch": "last"},
        quirk="Q14",
        events_only=True,
    ),
    "constant_rate": Variant(
        "canonical training at 1e-5 without decay",
        {"modes.canonical.decay_factor": 1.0},
        quirk="Q12",
    ),
    "constant_rate_5e-5": Variant(
        "canonical training at 5e-5 without decay",
        {"modes.canonical.decay_factor": 1.0, "protocol.learning_rate": 5e-5},
        quirk="Q12",
    ),
    "constant_rate_1e-4": Variant(
        "canonical training at 1e-4 without decay",
        {"modes.canonical.decay_factor": 1.0, "protocol.learning_rate": 1e-4},
        quirk="Q12",
    ),
    "sign_descent": Variant(
        "canonical training with the ring's optimiser, a fresh Adam every step",
        {"modes.canonical.optimizer": "fresh"},
        quirk="Q11",
    ),
    "rate_walk": Variant(
        "canonical training without decay, its rate walking as that of a cell of the ring",
        {"modes.canonical.decay_factor": 1.0, "modes.canonical.walk_sd": 1e-5},
        quirk="Q12",
    ),
    "persistent_optimizer": Variant(
        "the ring with Adams whose moments travel with the networks",
        {"modes.{mode}.optimizer": "persistent"},
        quirk="Q11",
    ),
    "walk_off": Variant(
        "learning rates of the population stay where they start",
        {"modes.{mode}.walk_sd": 0.0},
        quirk="Q12",
    ),
    "best_by_validation": Variant(
        "the best cell is picked by validation loss",
        {"protocol.best_cell": "validation"},
        quirk="Q17",
    ),
    "first_cell": Variant(
        "the best cell is the first one, as in what the released code stores",
        {"protocol.best_cell": "first"},
        quirk="Q17",
    ),
    "unshuffled": Variant(
        "training rows are visited in the same order every epoch", {"protocol.shuffle": False}
    ),
    "corrected_data": Variant(
        "balanced centroids and independent noise of held-out rows",
        {"dataset.centroids": "bernoulli", "dataset.heldout_noise": "independent"},
        quirk="Q23",
    ),
    "data_per_seed": Variant(
        "every run has a draw of the data of its own", {"dataset.per_seed": True}
    ),
    "denoising_noise": Variant(
        "normal noise of 0.4 on the inputs of optimiser steps",
        {"protocol.input_noise": 0.4},
        quirk="Q20",
        environments=("denoising",),
    ),
    "cross_entropy": Variant(
        "trains for the binary cross-entropy; L1 is reported all the same",
        {"protocol.objective": "bce"},
        quirk="C16",
    ),
}

FACTORS: dict[str, str] = {
    "population": "modes.{mode}.population",
    "radius": "modes.{mode}.radius",
    "solution_concept": "modes.{mode}.solution_concept",
    "threshold": "operators.{operator}.threshold",
    "amount": "operators.{operator}.amount",
    "probability": "operators.{operator}.probability",
    "learning_rate": "protocol.learning_rate",
    "batch_size": "protocol.batch_size",
    "epochs": "protocol.epochs",
}
"""What a sweep can vary, and the setting behind it."""
