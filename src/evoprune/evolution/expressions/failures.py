"""What can be wrong with an expression that is to be computed."""

from evoprune.errors import EvopruneError


class ShapeError(EvopruneError):
    """Shapes of arguments that an operator cannot take."""


class Unscorable(EvopruneError):  # noqa: N818
    """An expression that gives no score here: refused before it was computed, or failed.

    Attributes:
        reason: a word: `nodes`, `height`, `operand`, `shape`, `elements`, `operations` or `ragged`
            before anything is computed; `seconds`, `memory`, `singular` or `not_finite` after.
        position: of the node in the tree, 0 for the root.
    """

    def __init__(self, reason: str, position: int, detail: str) -> None:
        super().__init__(f"{reason} at position {position}: {detail}")
        self.reason = reason
        self.position = position
