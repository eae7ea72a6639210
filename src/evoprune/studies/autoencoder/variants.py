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
    "cross_entropy": Variant(
        "trains for the binary cross-entropy; L1 is reported all the same",
        {"protocol.objective": "bce"},
        quirk="C16",
    ),
}

FACTORS: dict[str, str] = {
    "population": "modes.{mode}.population",
    "radius": "modes.{mode}.radius",
    "threshold": "operators.{operator}.threshold",
    "amount": "operators.{operator}.amount",
    "probability": "operators.{operator}.probability",
    "learning_rate": "protocol.learning_rate",
    "batch_size": "protocol.batch_size",
    "epochs": "protocol.epochs",
}
"""What a sweep can vary, and the setting behind it."""
