"""Operators that act on each number."""

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Operator, Shape, Signatures
from evoprune.evolution.expressions.operators.shapes import broadcast, elements

EACH: Signatures = {(kind,): kind for kind in Kind if kind != Kind.LABELS}
"""Any kind stays what it is."""

_NUMBERS = (Kind.MAP, Kind.SAMPLES, Kind.MATRIX, Kind.FILTER, Kind.BANK, Kind.POSITIONS)
WITH_SCALARS: dict[tuple[Kind, ...], Kind] = {
    (Kind.SCALAR, Kind.SCALAR): Kind.SCALAR,
    **{(kind, Kind.SCALAR): kind for kind in _NUMBERS},
    **{(Kind.SCALAR, kind): kind for kind in _NUMBERS},
}
"""Anything with a number."""
ALIKE: Signatures = WITH_SCALARS | {
    **{(kind, kind): kind for kind in (Kind.MAP, Kind.MATRIX, Kind.FILTER, Kind.BANK)},
    (Kind.SAMPLES, Kind.MAP): Kind.SAMPLES,
    (Kind.MAP, Kind.SAMPLES): Kind.SAMPLES,
    (Kind.MATRIX, Kind.MAP): Kind.MATRIX,
    (Kind.MAP, Kind.MATRIX): Kind.MATRIX,
}
"""What broadcasts whatever the numbers of samples, positions and weights are."""


class OfEach(Operator):
    """Of one argument: the result has its shape."""

    arity = 1
    signatures = EACH

    def shape(self, *shapes: Shape) -> Shape:
        """The argument's."""
        return shapes[0]

    def cost(self, *shapes: Shape) -> int:
        """One for each number."""
        return elements(shapes[0])


class OfPairs(Operator):
    """Of two arguments that broadcast."""

    arity = 2
    signatures = ALIKE

    def shape(self, *shapes: Shape) -> Shape:
        """That of both, broadcast."""
        return broadcast(*shapes)

    def cost(self, *shapes: Shape) -> int:
        """One for each number of the result."""
        return elements(self.shape(*shapes))
