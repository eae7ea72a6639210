"""How kernels are compiled: one policy for all of them.

No reassociation and no contraction are allowed, so what a kernel computes is what it says, to the
bit, whether it was compiled a moment ago or taken from the cache. `error_model="numpy"` divides as
the processor does.

Numba finds out whether a cached kernel is stale by the one file that it stands in, not by those
that it calls. So the cache has a folder for every state of this package's code.
"""

import os
from pathlib import Path
from typing import Any

from numba import config, njit

from evoprune.provenance import code_digest

KERNELS = (
    "evoprune.training.engines.numba.kernels.training",
    "evoprune.training.engines.numba.kernels.evaluation",
)


def cache_folder() -> Path:
    """Folder of the compiled kernels of this state of the code, the same for all users' jobs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "evoprune" / "kernels" / code_digest(KERNELS)


_settings: Any = config
if not _settings.CACHE_DIR:
    # NUMBA_CACHE_DIR wins; whoever sets it looks after stale kernels.
    _settings.CACHE_DIR = str(cache_folder())

kernel = njit(error_model="numpy", cache=True)
"""Called from Python; kept in the cache on disk."""

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
