"""How kernels are compiled: one policy for all of them.

No reassociation and no contraction are allowed, so what a kernel computes is what it says, to the
bit, whether it was compiled a moment ago or taken from the cache. `error_model="numpy"` divides as
the processor does.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from evoprune.training.engines.numba.cache import kept_by_content


def kernel(function: Callable[..., None]) -> Any:
    """Compile what is called from Python, and keep it on disk where that is possible."""
    with kept_by_content():
        try:
            return njit(error_model="numpy", cache=True)(function)
        except RuntimeError:  # there is no folder that can be written to
            return njit(error_model="numpy")(function)


# Without `_nrt` every slice would count references, in the innermost loops too. So what is called
# from kernels must not make arrays nor return them.
_INTERNAL: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}

part = njit(**_INTERNAL)
"""Called from kernels."""

inlined = njit(**_INTERNAL, forceinline=True)
"""Called from kernels with tiles, which must stay in registers."""
