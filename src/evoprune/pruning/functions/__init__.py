"""Functions that score the channels of a layer, by name; the lowest of each layer are removed.

Each is a module with its expression `TREE`, the set of operators `OPS` that it is written in, and
its closed form `closed`, which is computed without the expression.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol, cast

from evoprune.registry import load

if TYPE_CHECKING:  # a list of names needs no arrays
    import numpy as np

    from evoprune.evolution.expressions.scoring import LayerOperands

_HANDMADE = "evoprune.pruning.functions.handmade"
_PUBLISHED = "evoprune.pruning.functions.published"

HANDMADE: dict[str, str] = {
    "l1": f"{_HANDMADE}.l1",
    "l2": f"{_HANDMADE}.l2",
    "geometric_median": f"{_HANDMADE}.geometric_median",
    "bn_scale": f"{_HANDMADE}.bn_scale",
    "snr": f"{_HANDMADE}.snr",
    "t": f"{_HANDMADE}.t",
    "fisher": f"{_HANDMADE}.fisher",
    "symmetric_divergence": f"{_HANDMADE}.symmetric_divergence",
    "discriminant_information": f"{_HANDMADE}.discriminant_information",
    "mmd": f"{_HANDMADE}.mmd",
}
PUBLISHED: dict[str, str] = {
    "xi_a": f"{_PUBLISHED}.xi_a",
    "xi_b": f"{_PUBLISHED}.xi_b",
    "xi_c": f"{_PUBLISHED}.xi_c",
    "xi_d": f"{_PUBLISHED}.xi_d",
}
SEEDS = ("l1", "l2", "geometric_median", "snr", "t", "fisher", "symmetric_divergence")
"""What the released search begins with."""


class PruningFunction(Protocol):
    """A function that is known by name.

    Attributes:
        TREE: its expression in prefix order.
        OPS: the set of operators and operands that it is written in.
        closed: scores of the channels of a layer, float64, shape (channels,), by its formula.
    """

    TREE: tuple[str, ...]
    OPS: Literal["released", "paper"]
    closed: "Callable[[LayerOperands], np.ndarray]"


def function(name: str) -> PruningFunction:
    """The function of a name, handmade or published.

    Raises:
        ConfigError: there is none.
    """
    return cast(PruningFunction, load("pruning function", {**HANDMADE, **PUBLISHED}, name))
