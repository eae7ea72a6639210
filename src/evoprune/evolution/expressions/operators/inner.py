"""Inner product."""

from typing import ClassVar

import numpy as np

from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators.base import Shape, Signatures
from evoprune.evolution.expressions.operators.elementwise import OfPairs
from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation
from evoprune.evolution.expressions.operators.shapes import aligned, broadcast, elements, rows

_ALIKE = (Kind.SCALAR, Kind.MAP, Kind.MATRIX, Kind.FILTER, Kind.BANK)
_INSIDE = (Binds.SUM, Binds.SUM)


class InnerProduct(OfPairs):
    """Sum of the products of entries of two arguments, broadcast strictly."""

    notation = Notation(
        Form("<{}, {}>", Binds.ATOM, _INSIDE),
        Form(r"\langle {}, {} \rangle", Binds.ATOM, _INSIDE),
        Form("⟨ {} \\, {} ⟩", Binds.ATOM, _INSIDE),
    )
    signatures: ClassVar[Signatures] = {(kind, kind): Kind.SCALAR for kind in _ALIKE}

    def shape(self, *shapes: Shape) -> Shape:
        """Always a number."""
        super().shape(*shapes)
        return ()

    def cost(self, *shapes: Shape) -> int:
        """Two for each product."""
        return 2 * elements(broadcast(*shapes))

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Inner products."""
        return np.asarray(rows(np.multiply(*aligned(*arrays))).sum(axis=1))
