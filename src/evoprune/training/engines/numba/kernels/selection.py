"""One network's part of what belongs to all networks of a stack, if there is any."""

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload

from evoprune.training.engines.numba.kernels.recording import Sums
from evoprune.training.engines.numba.kernels.updates import Moments


def of_network(values: Any, s: int) -> Any:
    """Row `s` of an array, of the arrays of a named tuple, or none if there is none.

    What comes out is known by type while a kernel compiles, so that nothing is left of an option
    that is not taken.
    """
    if values is None or isinstance(values, np.ndarray):
        return None if values is None else values[s]
    return type(values)(*(part[s] for part in values))


@overload(of_network)
def _of_network(values, s):
    if isinstance(values, types.NoneType):
        return lambda values, s: None
    if isinstance(values, types.Array):
        return lambda values, s: values[s]
    if values.instance_class is Moments:
        return lambda values, s: Moments(values.first[s], values.second[s], values.decays[s])
    return lambda values, s: Sums(values.sums[s], values.squares[s])
