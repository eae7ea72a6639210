"""How much a function may need."""

from pydantic import Field

from evoprune.settings import Settings


class Limits(Settings):
    """Bounds on an expression and on computing it.

    All but `seconds` are decided from the tree and the shapes of the operands, before anything is
    computed: the same tree gets the same verdict on every machine.
    """

    nodes: int = Field(default=60, ge=1, le=1000)
    """Nodes of a tree."""
    height: int = Field(default=10, ge=0, le=1000)
    """Edges from the root to the deepest leaf."""
    elements: int = Field(default=4_000_000, ge=1)
    """Numbers in an intermediate result of one channel."""
    operations: int = Field(default=10_000_000_000, ge=1)
    """Elementary operations to score a layer, over all channels and classes."""
    seconds: float = Field(default=60.0, gt=0)
    """A backstop: looked at between two nodes."""
    ragged: bool = True
    """Whether results whose shape differs from class to class are added up like any other."""
