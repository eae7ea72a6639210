"""One thread everywhere: threads change bits and, on tiny networks, only cost time."""

import os

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# NumPy reads the variables once, when it is imported.
import pytest  # noqa: E402

from evoprune.registry import load  # noqa: E402
from evoprune.training.engines import ENGINES  # noqa: E402

pytest_plugins = ("tests.promises",)


@pytest.fixture(params=list(ENGINES), scope="session")
def engine_type(request):
    """Every engine: what is true of one has to be true of all."""
    return load("engine", ENGINES, request.param)
