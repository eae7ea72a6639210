"""Square root."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfEach
from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation

_INSIDE = (Binds.SUM,)


class SquareRoot(OfEach):
    """Square root of each number; no number below zero."""

    notation = Notation(
        Form("sqrt({})", Binds.ATOM, _INSIDE),
        Form(r"\sqrt{{{}}}", Binds.ATOM, _INSIDE),
        Form("sqrt({})", Binds.ATOM, _INSIDE),
    )

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Square roots."""
        return np.asarray(np.sqrt(arrays[0]))
