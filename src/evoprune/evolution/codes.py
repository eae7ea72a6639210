"""Codes of criteria: real numbers that stand for one of a few."""

from typing import Literal

import numpy as np

ALPHABET = ("l1", "l2", "es", "gm")
"""Criteria that evolve, in the order of their codes: each has a quarter of [0, 1]."""


def criterion_numbers(codes: np.ndarray, borders: Literal["dropped", "floor"]) -> list[int]:
    """Positions in the alphabet that codes stand for.

    Args:
        codes: from 0 to 1, shape (layers,).
        borders: what becomes of 0, 1/4, 1/2, 3/4 and 1: `dropped` gives no entry for them, `floor`
            the quarter above, and the last quarter for 1.
    """
    scaled = codes * len(ALPHABET)
    if borders == "dropped":
        scaled = scaled[scaled != np.floor(scaled)]
    return [min(len(ALPHABET) - 1, int(code)) for code in scaled]
