"""Absolute value."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfEach
from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation

_INSIDE = (Binds.SUM,)


class Absolute(OfEach):
    """Absolute value of each number."""

    notation = Notation(
        Form("|{}|", Binds.ATOM, _INSIDE),
        Form(r"\left|{}\right|", Binds.ATOM, _INSIDE),
        Form("abs({})", Binds.ATOM, _INSIDE),
    )

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Absolute values."""
        return np.asarray(np.abs(arrays[0]))
