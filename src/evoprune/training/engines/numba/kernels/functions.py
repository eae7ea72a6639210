"""Elementary functions of tiles, in an order of operations that is the same everywhere."""

import numpy as np

from evoprune.training.engines.numba.compiled import inlined
from evoprune.training.engines.numba.tiles.arithmetic import (
    absolute,
    at_least,
    at_most,
    fma,
    reciprocal,
    times_power_of_two,
)

LOG2_E = np.float32(1.4426950408889634)
ROUND = np.float32(12582912.0)
"""1.5 2^23: adding it rounds to an integer, which then stands in the low bits."""
LN2_HIGH, LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)
"""ln 2 in two parts; products of the first with small integers are exact."""
LARGEST = np.float32(80.0)

# Minimax polynomial of (e^r - 1 - r)/r^2 on |r| <= ln(2)/2 (Cephes, expf).
E0, E1 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3)
E2, E3 = np.float32(8.3334519073e-3), np.float32(4.1665795894e-2)
E4, E5 = np.float32(1.6666665459e-1), np.float32(5.0000001201e-1)

# 2/(2n + 1): the series of 2 artanh(t)/t in t^2.
A15, A13, A11, A9 = np.float32(2 / 15), np.float32(2 / 13), np.float32(2 / 11), np.float32(2 / 9)
A7, A5, A3 = np.float32(2 / 7), np.float32(2 / 5), np.float32(2 / 3)
ZERO, ONE, TWO = np.float32(0), np.float32(1), np.float32(2)


@inlined
def clipped(x):
    """x cut to -80..80, where neither e^x nor 1/(1 + e^x) leaves the normal numbers."""
    return at_most(at_least(x, -LARGEST), LARGEST)


@inlined
def exponential(x):
    """e^x for |x| <= 80, to about one unit in the last place."""
    shifted = fma(x, LOG2_E, ROUND)
    n = shifted - ROUND
    r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x))
    p = fma(fma(fma(fma(fma(E0, r, E1), r, E2), r, E3), r, E4), r, E5)
    return times_power_of_two(fma(r * r, p, r) + ONE, shifted)


@inlined
def softplus(x):
    """log(1 + e^x) for |x| <= 80: the larger of x and 0, plus log(1 + e^-|x|)."""
    power = exponential(ZERO - absolute(x))
    t = power * reciprocal(power + TWO)
    s = t * t
    p = fma(fma(fma(fma(fma(fma(A15, s, A13), s, A11), s, A9), s, A7), s, A5), s, A3)
    return at_least(x, ZERO) + fma(t * s, p, TWO * t)
