"""Division."""

import numpy as np

from evoprune.evolution.expressions.operators.elementwise import OfPairs
from evoprune.evolution.expressions.operators.notation import Binds, Form, Notation
from evoprune.evolution.expressions.operators.shapes import aligned


class Divide(OfPairs):
    """Quotient of two arguments, not protected: 0/0 is no number, x/0 infinite."""

    notation = Notation(
        Form("{} / {}", Binds.PRODUCT, (Binds.PRODUCT, Binds.POWER)),
        Form(r"\frac{{{}}}{{{}}}", Binds.POWER, (Binds.SUM, Binds.SUM)),
        Form("frac({}, {})", Binds.POWER, (Binds.SUM, Binds.SUM)),
    )

    def compute(self, *arrays: np.ndarray) -> np.ndarray:
        """Quotients."""
        return np.asarray(np.divide(*aligned(*arrays)))
